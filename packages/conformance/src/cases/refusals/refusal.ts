import type { ErrorCode, Tensor } from "@tenon/core";
import { hostTensor } from "../../reference/reference-tensor.js";
import type { Tester } from "../../runner/tester.js";

/** A float32 tensor of ones. */
export type Draw = (...shape: number[]) => Tensor;
export type Attempt = (draw: Draw, t: Tester) => unknown;

/** What must be refused, and how. Each attempt runs in a scope, so that a refusal must leave nothing. */
export type Refusal = readonly [name: `${string}/${string}`, code: ErrorCode, attempt: Attempt];

export function indices(t: Tester, values: readonly number[]): Tensor {
  return t.tensor(hostTensor([values.length], "int32", values));
}

export function leaf(t: Tester): Tensor {
  return t.tensor(hostTensor([2], "float32", [1, 2]), { requiresGrad: true });
}

export function disposed(x: Tensor): Tensor {
  x.dispose();
  return x;
}
