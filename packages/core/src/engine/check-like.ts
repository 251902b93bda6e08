import { TenonError } from "../errors.js";
import type { ValueInfo } from "../seam/infer.js";
import { sameShape, showShape } from "../shape.js";

/** Throws unless `given` has the shape and dtype of `expected`; `what` says what that is. */
export function checkLike(op: string, what: string, given: ValueInfo, expected: ValueInfo): void {
  const fits = sameShape(given.shape, expected.shape);
  if (fits && given.dtype === expected.dtype) return;
  const [own, other] = [expected, given].map(({ shape, dtype }) => `${dtype} ${showShape(shape)}`);
  throw new TenonError(
    fits ? "dtype_mismatch" : "shape_mismatch",
    `${op}: ${what} is ${own}, ${other} was given`,
    "the same shape and dtype",
    { expected: expected.shape, given: given.shape },
  );
}
