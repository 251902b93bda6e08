import { run } from "../engine/run.js";
import type { CompareOp } from "../seam/op-names.js";
import type { Tensor } from "../tensor.js";
import type { Operand } from "../tensor-like.js";
import { inOneDType } from "./binary.js";

const compare = (op: CompareOp, a: Operand, b: Operand): Tensor =>
  inOneDType(op, a, b, (x, y) => run("compare", [x, y], { op }, undefined));

/**
 * a = b, elementwise with broadcasting, as bool; NaN equals nothing.
 * @example
 * equal(tensor([1, 2]), 2); // [false, true]
 */
export const equal = (a: Operand, b: Operand): Tensor => compare("eq", a, b);

/**
 * a ≠ b, elementwise with broadcasting, as bool; true for NaN.
 * @example
 * notEqual(tensor([1, 2]), 2); // [true, false]
 */
export const notEqual = (a: Operand, b: Operand): Tensor => compare("ne", a, b);

/**
 * a < b, elementwise with broadcasting, as bool.
 * @example
 * less(tensor([1, 2]), 2); // [true, false]
 */
export const less = (a: Operand, b: Operand): Tensor => compare("lt", a, b);

/**
 * a ≤ b, elementwise with broadcasting, as bool.
 * @example
 * lessEqual(tensor([1, 2, 3]), 2); // [true, true, false]
 */
export const lessEqual = (a: Operand, b: Operand): Tensor => compare("le", a, b);

/**
 * a > b, elementwise with broadcasting, as bool.
 * @example
 * greater(tensor([1, 3]), 2); // [false, true]
 */
export const greater = (a: Operand, b: Operand): Tensor => compare("gt", a, b);

/**
 * a ≥ b, elementwise with broadcasting, as bool.
 * @example
 * greaterEqual(tensor([1, 2]), 2); // [false, true]
 */
export const greaterEqual = (a: Operand, b: Operand): Tensor => compare("ge", a, b);

/**
 * Whether each element is NaN, as bool.
 * @example
 * isNaN(tensor([1, NaN])); // [false, true]
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: NumPy's and PyTorch's name, and JavaScript's meaning
export const isNaN = (x: Operand): Tensor => compare("ne", x, x);
