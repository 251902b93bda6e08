import { type FunctionBuilder, f32x4, i32x4, type V128, v128 } from "../../assembler/index.js";
import { expOfSmall } from "./exponential.js";
import { polynomial } from "./polynomial.js";

/** erf x / x − 1 in x² on |x| ≤ 1, minimax to 3·10⁻¹¹. */
const NEAR = [
  0.1283791670631579, -0.3761263848380862, 0.11283782747200982, -0.02686544582159207, 0.005221074878882937,
  -0.000848471146260584, 0.000112705445959219, -9.680136709403215e-6,
];

/** −ln erfc x on 1 ≤ x ≤ 4, minimax of erfc to 3·10⁻¹¹. */
const FAR = [
  -0.00018804022916896201, 1.129578424267381, 0.6332198930804431, 0.10841857734259777, -0.025208256743811257,
  0.0042045618760422655, -0.0004413363774906454, 2.1686849984601308e-5,
];

/** erf x, error below 2 ulp: an odd polynomial up to 1, else 1 − e^−P(|x|); erf 4 is 1 in float32. */
export function erf(f: FunctionBuilder, value: V128): V128 {
  const x = f.let(value);
  const z = f.let(f32x4.mul(x, x));
  const near = f32x4.add(x, f32x4.mul(x, polynomial(z, NEAR)));
  const size = f.let(f32x4.abs(x));
  const bounded = f.let(f32x4.pmin(size, f32x4.const(4)));
  const rest = expOfSmall(f, f.let(f32x4.neg(polynomial(bounded, FAR))));
  const far = v128.or(f32x4.sub(f32x4.const(1), rest), v128.and(x, i32x4.const(-0x80000000)));
  return v128.bitselect(near, far, f32x4.lt(size, f32x4.const(1)));
}
