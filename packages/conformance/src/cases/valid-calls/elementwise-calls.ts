import {
  abs, acos, acosh, add, allClose, alphaDropout, asin, asinh, atan, atan2, atanh, bernoulli, bitShiftLeft, bitShiftRight,
  bitwiseAnd, bitwiseNot, bitwiseOr, bitwiseXor, cast, ceil, celu, clamp, copysign, cos, cosh, degrees, digamma, div, dropout,
  elu, equal, erf, erfc, erfinv, exp, exp2, expm1, featureAlphaDropout, featureDropout, 
  isFinite as finite, floor, floorDivide, fmod, frac, gcd,
  gelu, glu, greater, greaterEqual, gumbelSoftmax, hardshrink, hardsigmoid, hardswish, hardtanh, heaviside, hypot, isClose,isInfinite, lcm, leakyRelu, lerp, less, lessEqual, lgamma, log, log1p, log2, log10, logaddexp,
  logaddexp2, logicalAnd, logicalNot, logicalOr, logicalXor, logit, logSigmoid, logSoftmax, maximum, minimum, mish, mod, mul,isNaN as nan, 
  nanToNum, neg, normalize, notEqual, polygamma, pow, prelu, radians, reciprocal, relu, relu6, round, rrelu, rsqrt, selu,
  sigmoid, sign, signBit, silu, sin, sinc, sinh, softmax, softmin, softplus, softshrink, softsign, sqrt, square, sub, tan, tanh,
  tanhshrink, threshold, trunc, where, xlogy,
} from "@tenon/core"; // biome-ignore format: names
import { bools, each, given, ints, type ValidCalls } from "./valid-call.js";

/** Functions of one tensor of any shape, element by element. */
export const UNARY = {
  abs, acos, acosh, asin, asinh, atan, atanh, ceil, cos, cosh, degrees, digamma, erf, erfc, erfinv, exp, exp2, expm1, floor, frac,
  isFinite: finite, isInfinite, isNaN: nan, lgamma, log, log10, log1p, log2, logit, nanToNum, neg, radians, reciprocal, round, rsqrt,
  sigmoid, sign, signBit, sin, sinc, sinh, sqrt, square, tan, tanh, trunc,
}; // biome-ignore format: names

/** Activations that draw nothing. */
export const ACTIVATIONS = {
  celu, elu, gelu, hardshrink, hardsigmoid, hardswish, hardtanh, leakyRelu, logSigmoid,
  logSoftmax, mish, normalize, relu, relu6, rrelu, selu, silu, softmax, softmin, softplus, softshrink, softsign, tanhshrink,
}; // biome-ignore format: names

/** Functions of two tensors that broadcast. */
export const BINARY = {
  add, allClose, atan2, copysign, div, equal, floorDivide, fmod, greater, greaterEqual, heaviside, hypot, isClose, less, lessEqual,
  logaddexp, logaddexp2, logicalAnd, logicalOr, logicalXor, maximum, minimum, mod, mul, notEqual, pow, sub, xlogy,
}; // biome-ignore format: names

/** The same on integers only. */
export const BINARY_INTEGERS = { bitShiftLeft, bitShiftRight, bitwiseAnd, bitwiseOr, bitwiseXor, gcd, lcm };

export const elementwiseCalls: ValidCalls = {
  ...each(UNARY, [[2, 3]], (f) => (x) => f(x)),
  ...each(ACTIVATIONS, [[2, 3]], (f) => (x) => f(x)),
  ...each({ alphaDropout, dropout, gumbelSoftmax }, [[2, 3]], (f) => (x) => f(x)),
  ...each({ featureAlphaDropout, featureDropout }, [[2, 3, 2]], (f) => (x) => f(x)),
  ...each(BINARY, [[2, 3], [3]], (f) => (a, b) => f(a, b)),
  ...each(BINARY_INTEGERS, [ints(1, 2), ints(2, 1)], (f) => (a, b) => f(a, b)),
  logicalNot: given([bools(1, 0)], (x) => logicalNot(x)),
  bitwiseNot: given([ints(1, 2)], (x) => bitwiseNot(x)),
  cast: given([[2, 3]], (x) => cast(x, "int32")),
  polygamma: given([[2, 3]], (x) => polygamma(x, 1)),
  glu: given([[2, 4]], (x) => glu(x)),
  prelu: given([[2, 3], [3]], (x, w) => prelu(x, w)),
  threshold: given([[2, 3]], (x) => threshold(x, { threshold: 0.5, value: 0 })),
  lerp: given([[2, 3], [3], []], (a, b, w) => lerp(a, b, w)),
  where: given([bools(1, 0, 1), [2, 3], [3]], (c, a, b) => where(c, a, b)),
  clamp: given([[2, 3], [3], []], (x, min, max) => clamp(x, { min, max }), 1),
  bernoulli: given([[3]], (p) => bernoulli([2, 3], p)),
};
