import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { add, div, mul, sub } from "./binary.js";
import { less } from "./compare.js";
import { where } from "./where.js";
import { pair, wide } from "./wide.js";

/**
 * 1/x, elementwise; integers give float32.
 * @example
 * reciprocal(tensor([2, 4])); // [0.5, 0.25]
 */
export const reciprocal = (x: TensorLike): Tensor => div(1, asTensor(x, "reciprocal"));

/**
 * Radians as degrees, elementwise.
 * @example
 * degrees(tensor([Math.PI])); // [180]
 */
export const degrees = (x: TensorLike): Tensor => wide("degrees", x, (v) => mul(v, 180 / Math.PI));

/**
 * Degrees as radians, elementwise.
 * @example
 * radians(tensor([180])); // [3.1416]
 */
export const radians = (x: TensorLike): Tensor => wide("radians", x, (v) => mul(v, Math.PI / 180));

/**
 * start + weight·(end − start), elementwise with broadcasting; exactly `start` at weight 0 and `end` at 1.
 * @example
 * lerp(tensor([0, 10]), tensor([1, 20]), 0.5); // [0.5, 15]
 */
export const lerp = (start: Operand, end: Operand, weight: Operand): Tensor =>
  pair("lerp", start, end, (a, b) => {
    const way = sub(b, a);
    if (typeof weight === "number") return weight < 0.5 ? add(a, mul(way, weight)) : sub(b, mul(way, 1 - weight));
    return where(less(weight, 0.5), add(a, mul(way, weight)), sub(b, mul(way, sub(1, weight))));
  });
