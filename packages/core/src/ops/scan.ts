import type { Derivative } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import { isFloat } from "../seam/dtype.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { toDType } from "./cast.js";
import { reshape } from "./movement.js";

export interface ScanDirection {
  /** The axis to run along; the last by default. */
  readonly axis?: number;
  /** From the end to the start. */
  readonly reverse?: boolean;
  /** Without the element itself. */
  readonly exclusive?: boolean;
}

/** y is a running sum; so is dx, of g in the other direction. */
const derivative: Derivative<"scan"> = (_, { axis, reverse, exclusive }) => ({
  uses: [],
  of: (g) => runningSum(g, axis, !reverse, exclusive),
});

function runningSum(x: Tensor, axis: number, reverse: boolean, exclusive: boolean): Tensor {
  return run("scan", [x], { op: "sum", axis, reverse, exclusive }, derivative);
}

/**
 * Running sum along an axis. Shape stays; bools and small integers become int32.
 * @example
 * cumsum(tensor([1, 2, 3])); // [1, 3, 6]
 */
export function cumsum(x: TensorLike, { axis = -1, reverse = false, exclusive = false }: ScanDirection = {}): Tensor {
  const t = asTensor(x, "cumsum");
  if (t.rank === 0) return scope(() => reshape(cumsum(reshape(t, [1]), { axis, reverse, exclusive }), []));
  const a = normalizeAxis("cumsum", axis, t.rank);
  if (isFloat(t.dtype) || t.dtype === "int32") return runningSum(t, a, reverse, exclusive);
  return scope(() => runningSum(toDType(t, "int32"), a, reverse, exclusive));
}
