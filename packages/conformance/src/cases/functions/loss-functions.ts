import { type CrossEntropyOptions, type CtcLossOptions, crossEntropy, ctcLoss, mseLoss, nllLoss } from "@tenon/core";
import type { FunctionTable, TensorFunction } from "../function-table.js";

/** Class weights come as whole numbers. */
const weighed =
  (options: CrossEntropyOptions = {}): TensorFunction =>
  (x, t, w) =>
    crossEntropy(x!, t!, { ...options, weight: w! });

/** Of logits. */
const ctc =
  (options: CtcLossOptions = {}): TensorFunction =>
  (x, t, i, j) =>
    ctcLoss(x!.logSoftmax(), t!, i!, j!, options);

export const lossFunctions: FunctionTable = {
  crossEntropy: (x, t) => crossEntropy(x!, t!),
  "crossEntropy sum": (x, t) => crossEntropy(x!, t!, { reduction: "sum" }),
  "crossEntropy none": (x, t) => crossEntropy(x!, t!, { reduction: "none" }),
  "crossEntropy ignore": (x, t) => crossEntropy(x!, t!, { ignoreIndex: 2 }),
  "crossEntropy image": (x, t) => crossEntropy(x!, t!),
  "crossEntropy one": (x, t) => crossEntropy(x!, t!),
  "crossEntropy weight": weighed(),
  "crossEntropy smooth": (x, t) => crossEntropy(x!, t!, { labelSmoothing: 0.3 }),
  "crossEntropy smooth weight": weighed({ labelSmoothing: 0.3 }),
  "crossEntropy smooth weight none": weighed({ labelSmoothing: 0.3, reduction: "none" }),
  "crossEntropy soft": (x, t) => crossEntropy(x!, t!),
  "crossEntropy soft none": (x, t) => crossEntropy(x!, t!, { reduction: "none" }),
  "crossEntropy soft weight smooth": weighed({ labelSmoothing: 0.2 }),
  nllLoss: (x, t) => nllLoss(x!, t!),
  "nllLoss weight": (x, t, w) => nllLoss(x!, t!, { weight: w! }),
  "nllLoss ignore sum": (x, t) => nllLoss(x!, t!, { ignoreIndex: 1, reduction: "sum" }),
  mseLoss: (a, b) => mseLoss(a!, b!),
  "mseLoss sum": (a, b) => mseLoss(a!, b!, { reduction: "sum" }),
  ctcLoss: ctc(),
  "ctcLoss sum": ctc({ reduction: "sum" }),
  "ctcLoss none": ctc({ reduction: "none" }),
  "ctcLoss last blank": ctc({ blank: 3 }),
  "ctcLoss zero": ctc({ zeroInfinity: true }),
  "ctcLoss empty target": ctc({ reduction: "none" }),
};
