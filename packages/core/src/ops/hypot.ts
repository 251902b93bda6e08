import type { Tensor } from "../tensor.js";
import type { Operand } from "../tensor-like.js";
import { add, div, logicalOr, maximum, minimum, mul } from "./binary.js";
import { equal } from "./compare.js";
import { abs, sqrt } from "./unary.js";
import { where } from "./where.js";
import { widePair } from "./wide.js";

/**
 * √(a² + b²), elementwise with broadcasting, without overflow; its gradient at the origin is 0.
 * @example
 * hypot(tensor([3, 5]), tensor([4, 12])); // [5, 13]
 */
export const hypot = (a: Operand, b: Operand): Tensor =>
  widePair(
    "hypot",
    a,
    b,
    (x, y) => {
      const [p, q] = [abs(x), abs(y)];
      const longer = maximum(p, q);
      const ratio = div(minimum(p, q), where(equal(longer, 0), 1, longer));
      const length = mul(longer, sqrt(add(mul(ratio, ratio), 1)));
      const isEndless = logicalOr(equal(p, Number.POSITIVE_INFINITY), equal(q, Number.POSITIVE_INFINITY));
      return where(isEndless, Number.POSITIVE_INFINITY, length); // beside NaN too (C99)
    },
    (g, x, y, length) => {
      const whole = where(equal(length, 0), 1, length);
      return [mul(g, div(x, whole)), mul(g, div(y, whole))];
    },
  );
