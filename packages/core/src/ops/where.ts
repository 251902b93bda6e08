import type { Derivative } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import { sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { inOneDType } from "./binary.js";
import { toDType } from "./cast.js";
import { full } from "./create.js";
import { sumTo } from "./movement.js";

/** y = c ? a : b; da = c ? g : 0, db = c ? 0 : g. */
const derivative: Derivative<"where"> = (index, _, inputs, output) => {
  const input = inputs[index];
  if (index === 0 || typeof input !== "object") return undefined;
  return {
    uses: [0],
    of: (g, c) => {
      const slope = index === 1 ? where(c!, g, 0) : where(c!, 0, g);
      return sameShape(input.shape, output.shape) ? slope : sumTo(slope, input.shape);
    },
  };
};

/**
 * Elements of `a` where `condition` holds and of `b` elsewhere; all three broadcast.
 *
 * @throws TenonError `shape_mismatch` when the shapes do not broadcast.
 * @example
 * where(tensor([true, false]), tensor([1, 2]), 0); // [1, 0]
 */
export function where(condition: TensorLike, a: Operand, b: Operand): Tensor {
  const c = asTensor(condition, "where");
  if (c.dtype !== "bool") return scope(() => where(toDType(c, "bool"), a, b));
  if (typeof a === "number" && typeof b === "number")
    return scope(() => where(c, full([], a, { backend: c.backend }), b));
  return inOneDType("where", a, b, (x, y) => run("where", [c, x, y], {}, derivative));
}
