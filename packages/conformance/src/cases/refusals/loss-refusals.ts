import { crossEntropy, ctcLoss, mseLoss, nllLoss } from "@tenon/core";
import { indices, type Refusal } from "./refusal.js";

export const lossRefusals: readonly Refusal[] = [
  ["crossEntropy/shapes", "shape_mismatch", (x, t) => crossEntropy(x(3, 4), indices(t, [0, 1]))],
  ["crossEntropy/scalar", "shape_mismatch", (x, t) => crossEntropy(x(), indices(t, [0]))],
  ["crossEntropy/positions", "shape_mismatch", (x, t) => crossEntropy(x(2, 3, 4), indices(t, [0, 1]))],
  ["crossEntropy/float-targets", "dtype_mismatch", (x) => crossEntropy(x(2, 4), x(2))],
  ["crossEntropy/weight", "shape_mismatch", (x, t) => crossEntropy(x(2, 4), indices(t, [0, 1]), { weight: x(3) })],
  [
    "crossEntropy/smoothing",
    "invalid_argument",
    (x, t) => crossEntropy(x(2, 4), indices(t, [0, 1]), { labelSmoothing: 2 }),
  ],
  ["nllLoss/shapes", "shape_mismatch", (x, t) => nllLoss(x(3, 4), indices(t, [0, 1]))],
  ["nllLoss/float-targets", "dtype_mismatch", (x) => nllLoss(x(2, 4), x(2, 4))],
  ["nllLoss/weight", "shape_mismatch", (x, t) => nllLoss(x(2, 4), indices(t, [0, 1]), { weight: x(2, 4) })],
  ["mseLoss/shapes", "shape_mismatch", (x) => mseLoss(x(3, 1), x(3))],
  ["ctcLoss/rank", "shape_mismatch", (x, t) => ctcLoss(x(3), indices(t, [1]), 3, 1)],
  ["ctcLoss/targets", "shape_mismatch", (x, t) => ctcLoss(x(3, 1, 2), indices(t, [1, 1]), [3], [1])],
  ["ctcLoss/float-targets", "dtype_mismatch", (x) => ctcLoss(x(3, 1, 2), x(1, 1), [3], [1])],
  ["ctcLoss/input-lengths", "invalid_argument", (x, t) => ctcLoss(x(3, 2), indices(t, [1]), 4, 1)],
  ["ctcLoss/target-lengths", "invalid_argument", (x, t) => ctcLoss(x(3, 2), indices(t, [1]), 3, -1)],
  ["ctcLoss/blank", "invalid_argument", (x, t) => ctcLoss(x(3, 2), indices(t, [1]), 3, 1, { blank: 2 })],
];
