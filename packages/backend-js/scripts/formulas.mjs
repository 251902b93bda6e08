/**
 * One row per op: its formula on `x` (and `y`) for each class of element types.
 *
 * Float formulas are evaluated in float64 and rounded once, by the store into the result. Integer formulas may leave the
 * range of their type: the store wraps.
 */

/** @typedef {Readonly<Record<string, string>>} Formulas */

/** @type {Formulas} */
export const unaryFloat = {
  neg: "-x",
  abs: "Math.abs(x)",
  sign: "Math.sign(x)",
  floor: "Math.floor(x)",
  ceil: "Math.ceil(x)",
  round: "roundHalfToEven(x)",
  exp: "Math.exp(x)",
  expm1: "Math.expm1(x)",
  log: "Math.log(x)",
  log1p: "Math.log1p(x)",
  sqrt: "Math.sqrt(x)",
  rsqrt: "1 / Math.sqrt(x)",
  sin: "Math.sin(x)",
  cos: "Math.cos(x)",
  tan: "Math.tan(x)",
  asin: "Math.asin(x)",
  acos: "Math.acos(x)",
  atan: "Math.atan(x)",
  tanh: "Math.tanh(x)",
  erf: "erf(x)",
  sigmoid: "1 / (1 + Math.exp(-x))",
  relu: "x <= 0 ? 0 : x",
};

/** Ops that need not be accurate to float64. @type {Formulas} */
export const unaryFloat32 = {
  ...unaryFloat,
  exp: "float32Exp(x)",
  tanh: "float32Tanh(x)",
  erf: "float32Erf(x)",
  sigmoid: "float32Sigmoid(x)",
};

/**
 * The same ops on the bits of float32 as int32, without a branch that random data would mispredict: relu clears numbers
 * whose sign bit is set, unless the rest says NaN.
 * @type {Formulas}
 */
export const unaryBits = { relu: "x & ~((x >> 31) & ~((0x7f800000 - (x & 0x7fffffff)) >> 31))" };

/** @type {Formulas} */
export const unaryInteger = {
  neg: "-x",
  abs: "Math.abs(x)",
  sign: "x > 0 ? 1 : x < 0 ? -1 : 0",
  relu: "x > 0 ? x : 0",
};

/** @type {Formulas} */
export const unaryBool = { not: "1 - x" };

/** @type {Formulas} */
export const binaryFloat = {
  add: "x + y",
  sub: "x - y",
  mul: "x * y",
  div: "x / y",
  mod: "floatMod(x, y)",
  pow: "floatPow(x, y)",
  max: "Math.max(x, y)",
  min: "Math.min(x, y)",
  atan2: "Math.atan2(x, y)",
};

/** Division by zero gives ±∞ or NaN, which `| 0` turns into 0. @type {Formulas} */
export const binaryInteger = {
  add: "x + y",
  sub: "x - y",
  mul: "Math.imul(x, y)",
  div: "(x / y) | 0",
  mod: "integerMod(x, y)",
  pow: "integerPow(x, y)",
  max: "x > y ? x : y",
  min: "x < y ? x : y",
};

/** @type {Formulas} */
export const binaryBits = {
  shl: "x << y",
  shr: "x >> y",
  bitAnd: "x & y",
  bitOr: "x | y",
  bitXor: "x ^ y",
};

/** @type {Formulas} */
export const binaryBool = { and: "x & y", or: "x | y", xor: "x ^ y" };

/**
 * `gt` and `ge` are these with the operands exchanged. `Number` compiles to no branch, unlike `? 1 : 0`.
 * @type {Formulas}
 */
export const compare = { eq: "Number(x === y)", ne: "Number(x !== y)", lt: "Number(x < y)", le: "Number(x <= y)" };

/** The element of `where`: by branch, or by the mask that a bool 0 or 1 makes. */
export const select = { branch: "c !== 0 ? x : y", mask: "(x & -c) | (y & (c - 1))" };

/** Ops that cost one or two instructions. */
export const cheap = new Set(["neg", "abs", "sqrt", "relu", "add", "sub", "mul", "div", "eq", "ne", "lt", "le"]);

/** How a running result `t` takes in one more element `x`. @type {Formulas} */
export const foldFloat = { sum: "t + x", prod: "t * x", max: "Math.max(t, x)", min: "Math.min(t, x)" };

/** @type {Formulas} */
export const foldInteger = {
  sum: "(t + x) | 0",
  prod: "Math.imul(t, x)",
  max: "x > t ? x : t",
  min: "x < t ? x : t",
};

/** Whether `x` replaces the best element `t` so far; NaN replaces everything but NaN. @type {Formulas} */
export const betterFloat = { max: "!(x <= t) && t === t", min: "!(x >= t) && t === t" };

/** @type {Formulas} */
export const betterInteger = { max: "x > t", min: "x < t" };
