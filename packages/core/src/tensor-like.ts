import { badArgument } from "./checks.js";
import { disposedError } from "./engine/storage.js";
import { isTensor } from "./memory/scope.js";
import type { Variable } from "./state/variable.js";
import type { Tensor } from "./tensor.js";

/** A tensor, or a variable that stands for the tensor it holds. */
export type TensorLike = Tensor | Variable;

/** What elementwise functions take. */
export type Operand = TensorLike | number;

/** The tensor behind a tensor or variable; throws for anything else, and for disposed tensors. */
export function asTensor(x: TensorLike, op: string): Tensor {
  if (isTensor(x)) {
    if (x.isDisposed) throw disposedError(`${op}: this tensor`);
    return x;
  }
  if (typeof x === "object" && x !== null && "current" in x) return x.current();
  throw badArgument(op, { x: describe(x) }, "a tensor", "tensor(value) to make one");
}

/** As `asTensor`, of an argument that may be left out. */
export const asOptional = (x: TensorLike | undefined, op: string): Tensor | undefined => x && asTensor(x, op);

/** As `asTensor`; a number stays a number. */
export function asOperand(x: Operand, op: string): Tensor | number {
  return typeof x === "number" ? x : asTensor(x, op);
}

function describe(x: unknown): string {
  if (x === null) return "null";
  if (Array.isArray(x)) return "an array";
  return typeof x === "object" ? `a ${x.constructor?.name ?? "object"}` : `${typeof x} ${String(x)}`;
}
