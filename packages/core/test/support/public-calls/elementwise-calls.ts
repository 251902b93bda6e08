import * as core from "../../../src/index.js";
import type { Calls, Inputs } from "./inputs.js";

const all = { ...core };

export const elementwiseCalls: Calls = {
  ...Object.fromEntries(
    (
      [
        "abs", "acos", "asin", "atan", "ceil", "cos", "erf", "exp", "expm1", "floor", "gelu", "isNaN", "leakyRelu", "log",
        "log1p", "logicalNot", "neg", "relu", "round", "rsqrt", "sigmoid", "sign", "silu", "sin", "softplus", "sqrt",
        "square", "tan", "tanh", "zerosLike", "onesLike", "softmax", "logSoftmax", "tril", "triu",
        "flatten", "squeeze", "flip", "transpose", "acosh", "asinh", "atanh", "cosh", "sinh", "degrees", "radians", "reciprocal",
        "erfc", "erfinv", "isFinite", "isInfinite", "nanToNum", "digamma", "lgamma", "exp2", "log2", "log10", "logit", "trunc",
        "frac", "signBit", "sinc",
      ] as const
    ) // biome-ignore format: names
      .map((name) => [name, [({ x }: Inputs) => all[name](x)]]),
  ),
  ...Object.fromEntries(
    (
      [
        "add", "atan2", "div", "equal", "greater", "greaterEqual", "less", "lessEqual", "logicalAnd", "logicalOr",
        "logicalXor", "maximum", "minimum", "mod", "mul", "notEqual", "pow", "sub", "hypot", "logaddexp", "logaddexp2", "xlogy",
        "floorDivide", "fmod", "copysign", "heaviside", "isClose", "allClose",
      ] as const
    ) // biome-ignore format: names
      .map((name) => [
        name,
        [
          ({ x, y }: Inputs) => all[name](x, y),
          ({ x }: Inputs) => all[name](x, 2),
          ({ i }: Inputs) => all[name](0.5, i),
          ({ x, b }: Inputs) => all[name](b, x),
          ({ y, half }: Inputs) => all[name](half, y),
        ],
      ]),
  ),
  ...Object.fromEntries(
    (["bitShiftLeft", "bitShiftRight", "bitwiseAnd", "bitwiseOr", "bitwiseXor", "gcd", "lcm"] as const).map((name) => [
      name,
      [({ i }: Inputs) => all[name](i, 2), ({ i, b }: Inputs) => all[name](i, b)],
    ]),
  ),
  bitwiseNot: [({ i }) => core.bitwiseNot(i), ({ b }) => core.bitwiseNot(b), ({ small }) => core.bitwiseNot(small)],
  polygamma: [({ x }) => core.polygamma(x, 2)],
  lerp: [({ x, y }) => core.lerp(x, y, y), ({ x, half }) => core.lerp(x, half, 0.25)],
  clamp: [
    ({ x }) => core.clamp(x, { min: 0, max: 0.5 }),
    ({ x, y }) => core.clamp(x, { min: y }),
    ({ x }) => core.clamp(x, {}),
  ],
  cast: [
    ({ x }) => core.cast(x, "int32"),
    ({ x }) => core.cast(x, "float32"),
    ({ half }) => core.cast(half, "float32"),
  ],
  where: [({ b, y }) => core.where(b, y, 0), ({ i, y }) => core.where(i, y, y), ({ b }) => core.where(b, 1, 0)],
};
