import { refusal } from "../checks.js";
import type { ValueInfo } from "../seam/infer.js";
import { sameShape, showShape } from "../shape.js";

/** Throws unless `given` has the shape and dtype of `expected`; `what` says what that is. */
export function checkLike(op: string, what: string, given: ValueInfo, expected: ValueInfo): void {
  const fits = sameShape(given.shape, expected.shape);
  if (fits && given.dtype === expected.dtype) return;
  const code = fits ? "dtype_mismatch" : "shape_mismatch";
  throw refusal(code, op, { [what]: given, dtype: given.dtype }, `${expected.dtype} ${showShape(expected.shape)}`);
}
