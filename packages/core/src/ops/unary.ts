import { badDType } from "../checks.js";
import { type Derivative, OUTPUT, type Rule } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import { isFloat } from "../seam/dtype.js";
import type { UnaryOp } from "../seam/op-names.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, div, mul, pow, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { greater } from "./compare.js";
import { zerosLike } from "./create.js";
import { where } from "./where.js";

const X = [0] as const;
const Y = [OUTPUT] as const;
const ofX = (of: (g: Tensor, x: Tensor) => Tensor): Rule => ({ uses: X, of });
const ofY = (of: (g: Tensor, y: Tensor) => Tensor): Rule => ({ uses: Y, of });
const zero: Rule = { uses: [], of: (g) => zerosLike(g) };

/** The gradient of x for y = op(x). */
const RULES: Readonly<Record<UnaryOp, () => Rule | undefined>> = {
  neg: () => ({ uses: [], of: (g) => neg(g) }),
  abs: () => ofX((g, x) => mul(g, sign(x))),
  sign: () => zero,
  floor: () => zero,
  ceil: () => zero,
  round: () => zero,
  exp: () => ofY((g, y) => mul(g, y)),
  expm1: () => ofY((g, y) => mul(g, add(y, 1))),
  log: () => ofX((g, x) => div(g, x)),
  log1p: () => ofX((g, x) => div(g, add(x, 1))),
  sqrt: () => ofY((g, y) => div(g, mul(y, 2))),
  rsqrt: () => ofY((g, y) => mul(g, mul(pow(y, 3), -0.5))),
  sin: () => ofX((g, x) => mul(g, cos(x))),
  cos: () => ofX((g, x) => neg(mul(g, sin(x)))),
  tan: () => ofY((g, y) => mul(g, add(mul(y, y), 1))),
  asin: () => ofX((g, x) => mul(g, rsqrt(sub(1, mul(x, x))))),
  acos: () => ofX((g, x) => neg(mul(g, rsqrt(sub(1, mul(x, x)))))),
  atan: () => ofX((g, x) => div(g, add(mul(x, x), 1))),
  tanh: () => ofY((g, y) => mul(g, sub(1, mul(y, y)))),
  erf: () => ofX((g, x) => mul(g, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI)))),
  sigmoid: () => ofY((g, y) => mul(g, mul(y, sub(1, y)))),
  relu: () => ofY((g, y) => where(greater(y, 0), g, 0)),
  not: () => undefined,
};

const derivative: Derivative<"unary"> = (_, { op }) => RULES[op]();

/** On floats; integers and bools become float32 first. */
function onFloats(op: UnaryOp, x: TensorLike): Tensor {
  const t = asTensor(x, op);
  if (!isFloat(t.dtype)) return scope(() => onFloats(op, toDType(t, "float32")));
  return run("unary", [t], { op }, derivative);
}

/** On all numbers; the dtype stays. */
function onNumbers(op: UnaryOp, x: TensorLike): Tensor {
  const t = asTensor(x, op);
  if (t.dtype === "bool") throw badDType(op, { x: "bool" }, "numbers", 'x.cast("int32")');
  return run("unary", [t], { op }, derivative);
}

/** On floats; integers are returned as they are. */
function rounding(op: "floor" | "ceil" | "round", x: TensorLike): Tensor {
  const t = asTensor(x, op);
  return isFloat(t.dtype) ? run("unary", [t], { op }, derivative) : t.alias();
}

/**
 * Negative: −x, elementwise.
 * @example
 * neg(tensor([1, -2])); // [-1, 2]
 */
export const neg = (x: TensorLike): Tensor => onNumbers("neg", x);

/**
 * Absolute value |x|, elementwise; its derivative at 0 is 0.
 * @example
 * abs(tensor([1, -2])); // [1, 2]
 */
export const abs = (x: TensorLike): Tensor => onNumbers("abs", x);

/**
 * Sign of x: −1, 0 or 1, elementwise; NaN stays NaN.
 * @example
 * sign(tensor([3, -2, 0])); // [1, -1, 0]
 */
export const sign = (x: TensorLike): Tensor => onNumbers("sign", x);

/**
 * Largest integer ≤ x, elementwise.
 * @example
 * floor(tensor([1.5, -1.5])); // [1, -2]
 */
export const floor = (x: TensorLike): Tensor => rounding("floor", x);

/**
 * Smallest integer ≥ x, elementwise.
 * @example
 * ceil(tensor([1.5, -1.5])); // [2, -1]
 */
export const ceil = (x: TensorLike): Tensor => rounding("ceil", x);

/**
 * Nearest integer, halves to even, elementwise.
 * @example
 * round(tensor([0.5, 1.5, 2.4])); // [0, 2, 2]
 */
export const round = (x: TensorLike): Tensor => rounding("round", x);

/**
 * Exponential eˣ, elementwise.
 * @example
 * exp(tensor([0, 1])); // [1, 2.7183]
 */
export const exp = (x: TensorLike): Tensor => onFloats("exp", x);

/**
 * eˣ − 1, accurate near 0, elementwise.
 * @example
 * expm1(tensor([1e-6])); // [1e-6]
 */
export const expm1 = (x: TensorLike): Tensor => onFloats("expm1", x);

/**
 * Natural logarithm, elementwise.
 * @example
 * log(tensor([1, Math.E])); // [0, 1]
 */
export const log = (x: TensorLike): Tensor => onFloats("log", x);

/**
 * ln(1 + x), accurate near 0, elementwise.
 * @example
 * log1p(tensor([1e-6])); // [1e-6]
 */
export const log1p = (x: TensorLike): Tensor => onFloats("log1p", x);

/**
 * Square root, elementwise; NaN below 0.
 * @example
 * sqrt(tensor([4, 9])); // [2, 3]
 */
export const sqrt = (x: TensorLike): Tensor => onFloats("sqrt", x);

/**
 * Reciprocal square root 1/√x, elementwise.
 * @example
 * rsqrt(tensor([4])); // [0.5]
 */
export const rsqrt = (x: TensorLike): Tensor => onFloats("rsqrt", x);

/**
 * Sine of an angle in radians, elementwise.
 * @example
 * sin(tensor([0, Math.PI / 2])); // [0, 1]
 */
export const sin = (x: TensorLike): Tensor => onFloats("sin", x);

/**
 * Cosine of an angle in radians, elementwise.
 * @example
 * cos(tensor([0, Math.PI])); // [1, -1]
 */
export const cos = (x: TensorLike): Tensor => onFloats("cos", x);

/**
 * Tangent of an angle in radians, elementwise.
 * @example
 * tan(tensor([Math.PI / 4])); // [1]
 */
export const tan = (x: TensorLike): Tensor => onFloats("tan", x);

/**
 * Inverse sine in radians, elementwise; NaN outside [−1, 1].
 * @example
 * asin(tensor([1])); // [1.5708]
 */
export const asin = (x: TensorLike): Tensor => onFloats("asin", x);

/**
 * Inverse cosine in radians, elementwise; NaN outside [−1, 1].
 * @example
 * acos(tensor([1])); // [0]
 */
export const acos = (x: TensorLike): Tensor => onFloats("acos", x);

/**
 * Inverse tangent in radians, elementwise.
 * @example
 * atan(tensor([1])); // [0.7854]
 */
export const atan = (x: TensorLike): Tensor => onFloats("atan", x);

/**
 * Hyperbolic tangent, elementwise.
 * @example
 * tanh(tensor([0, 1])); // [0, 0.7616]
 */
export const tanh = (x: TensorLike): Tensor => onFloats("tanh", x);

/**
 * Error function 2/√π ∫₀ˣ e^(−t²) dt, elementwise.
 * @example
 * erf(tensor([0, 1])); // [0, 0.8427]
 */
export const erf = (x: TensorLike): Tensor => onFloats("erf", x);

/**
 * Logistic sigmoid 1 / (1 + e⁻ˣ), elementwise.
 * @example
 * sigmoid(tensor([0])); // [0.5]
 */
export const sigmoid = (x: TensorLike): Tensor => onFloats("sigmoid", x);

/**
 * Rectifier max(x, 0), elementwise; its derivative at 0 is 0.
 * @example
 * relu(tensor([-1, 2])); // [0, 2]
 */
export const relu = (x: TensorLike): Tensor => onNumbers("relu", x);

/**
 * Logical not, elementwise; anything but bool is compared with 0 first.
 * @example
 * logicalNot(tensor([true, false])); // [false, true]
 */
export const logicalNot = (x: TensorLike): Tensor =>
  scope(() => run("unary", [toDType(asTensor(x, "logicalNot"), "bool")], { op: "not" }, derivative));
