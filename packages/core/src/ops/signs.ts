import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import type { Operand, TensorLike } from "../tensor-like.js";
import { atan2 } from "./binary.js";
import { toDType } from "./cast.js";
import { equal, greater, less } from "./compare.js";
import { abs, neg } from "./unary.js";
import { where } from "./where.js";
import { widePair } from "./wide.js";

/**
 * Whether each element has a minus sign, −0 included, as bool; false for NaN.
 * @example
 * signBit(tensor([-2, -0, 0])); // [true, true, false]
 */
export const signBit = (x: TensorLike): Tensor => scope(() => less(atan2(x, -1), 0)); // atan2(±0, −1) is ±π

/**
 * The size of a with the sign of b, −0 included, elementwise with broadcasting.
 * @example
 * copysign(tensor([1, -2]), tensor([-0, 3])); // [-1, 2]
 */
export const copysign = (a: Operand, b: Operand): Tensor =>
  widePair("copysign", a, b, (x, y) => where(signBit(y), neg(abs(x)), abs(x)));

/**
 * 0 below 0, 1 above, and `values` at 0, elementwise with broadcasting; 0 for NaN (torch.heaviside).
 * @example
 * heaviside(tensor([-1, 0, 2]), 0.5); // [0, 0.5, 1]
 */
export const heaviside = (x: Operand, values: Operand): Tensor =>
  widePair("heaviside", x, values, (v, w) => where(equal(v, 0), w, toDType(greater(v, 0), v.dtype)));
