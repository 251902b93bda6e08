// Written by scripts/generate.mjs from scripts/formulas.mjs: change those and run the script again.
import type { FloatUnaryOp, IntegerUnaryOp, UnaryKernel } from "../kernel-types.js";
import { erf } from "../erf.js";
import { float32Erf, float32Exp, float32Sigmoid, float32Tanh } from "../float32-math.js";
import { roundHalfToEven } from "../scalar-math.js";

export const unaryFloat32: Record<FloatUnaryOp, UnaryKernel> = {
  neg(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      if (a0 === 1)
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = -a[p]!;
          o[(j + 1) | 0] = -a[(p + 1) | 0]!;
          o[(j + 2) | 0] = -a[(p + 2) | 0]!;
          o[(j + 3) | 0] = -a[(p + 3) | 0]!;
        }
      for (; j < e; j++, p += a0) o[j] = -a[p]!;
    }
  },
  abs(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      if (a0 === 1)
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = Math.abs(a[p]!);
          o[(j + 1) | 0] = Math.abs(a[(p + 1) | 0]!);
          o[(j + 2) | 0] = Math.abs(a[(p + 2) | 0]!);
          o[(j + 3) | 0] = Math.abs(a[(p + 3) | 0]!);
        }
      for (; j < e; j++, p += a0) o[j] = Math.abs(a[p]!);
    }
  },
  sign(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.sign(x);
      }
  },
  floor(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.floor(x);
      }
  },
  ceil(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.ceil(x);
      }
  },
  round(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = roundHalfToEven(x);
      }
  },
  exp(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = float32Exp(x);
      }
  },
  expm1(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.expm1(x);
      }
  },
  log(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.log(x);
      }
  },
  log1p(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.log1p(x);
      }
  },
  sqrt(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      if (a0 === 1)
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = Math.sqrt(a[p]!);
          o[(j + 1) | 0] = Math.sqrt(a[(p + 1) | 0]!);
          o[(j + 2) | 0] = Math.sqrt(a[(p + 2) | 0]!);
          o[(j + 3) | 0] = Math.sqrt(a[(p + 3) | 0]!);
        }
      for (; j < e; j++, p += a0) o[j] = Math.sqrt(a[p]!);
    }
  },
  rsqrt(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = 1 / Math.sqrt(x);
      }
  },
  sin(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.sin(x);
      }
  },
  cos(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.cos(x);
      }
  },
  tan(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.tan(x);
      }
  },
  asin(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.asin(x);
      }
  },
  acos(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.acos(x);
      }
  },
  atan(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.atan(x);
      }
  },
  tanh(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = float32Tanh(x);
      }
  },
  erf(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = float32Erf(x);
      }
  },
  sigmoid(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = float32Sigmoid(x);
      }
  },
  relu(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      if (a0 === 1)
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = a[p]! <= 0 ? 0 : a[p]!;
          o[(j + 1) | 0] = a[(p + 1) | 0]! <= 0 ? 0 : a[(p + 1) | 0]!;
          o[(j + 2) | 0] = a[(p + 2) | 0]! <= 0 ? 0 : a[(p + 2) | 0]!;
          o[(j + 3) | 0] = a[(p + 3) | 0]! <= 0 ? 0 : a[(p + 3) | 0]!;
        }
      for (; j < e; j++, p += a0) o[j] = a[p]! <= 0 ? 0 : a[p]!;
    }
  },
};

export const unaryBits: Record<"relu", UnaryKernel> = {
  relu(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      if (a0 === 1)
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = a[p]! & ~((a[p]! >> 31) & ~((0x7f800000 - (a[p]! & 0x7fffffff)) >> 31));
          o[(j + 1) | 0] = a[(p + 1) | 0]! & ~((a[(p + 1) | 0]! >> 31) & ~((0x7f800000 - (a[(p + 1) | 0]! & 0x7fffffff)) >> 31));
          o[(j + 2) | 0] = a[(p + 2) | 0]! & ~((a[(p + 2) | 0]! >> 31) & ~((0x7f800000 - (a[(p + 2) | 0]! & 0x7fffffff)) >> 31));
          o[(j + 3) | 0] = a[(p + 3) | 0]! & ~((a[(p + 3) | 0]! >> 31) & ~((0x7f800000 - (a[(p + 3) | 0]! & 0x7fffffff)) >> 31));
        }
      for (; j < e; j++, p += a0) o[j] = a[p]! & ~((a[p]! >> 31) & ~((0x7f800000 - (a[p]! & 0x7fffffff)) >> 31));
    }
  },
};

export const unaryFloat64: Record<FloatUnaryOp, UnaryKernel> = {
  neg(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = -x;
      }
  },
  abs(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.abs(x);
      }
  },
  sign(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.sign(x);
      }
  },
  floor(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.floor(x);
      }
  },
  ceil(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.ceil(x);
      }
  },
  round(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = roundHalfToEven(x);
      }
  },
  exp(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.exp(x);
      }
  },
  expm1(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.expm1(x);
      }
  },
  log(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.log(x);
      }
  },
  log1p(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.log1p(x);
      }
  },
  sqrt(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.sqrt(x);
      }
  },
  rsqrt(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = 1 / Math.sqrt(x);
      }
  },
  sin(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.sin(x);
      }
  },
  cos(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.cos(x);
      }
  },
  tan(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.tan(x);
      }
  },
  asin(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.asin(x);
      }
  },
  acos(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.acos(x);
      }
  },
  atan(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.atan(x);
      }
  },
  tanh(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.tanh(x);
      }
  },
  erf(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = erf(x);
      }
  },
  sigmoid(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = 1 / (1 + Math.exp(-x));
      }
  },
  relu(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = x <= 0 ? 0 : x;
      }
  },
};

export const unaryInt32: Record<IntegerUnaryOp, UnaryKernel> = {
  neg(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = -x;
      }
  },
  abs(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.abs(x);
      }
  },
  sign(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = x > 0 ? 1 : x < 0 ? -1 : 0;
      }
  },
  relu(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = x > 0 ? x : 0;
      }
  },
};

export const unaryByte: Record<IntegerUnaryOp, UnaryKernel> = {
  neg(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = -x;
      }
  },
  abs(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = Math.abs(x);
      }
  },
  sign(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = x > 0 ? 1 : x < 0 ? -1 : 0;
      }
  },
  relu(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = x > 0 ? x : 0;
      }
  },
};

export const unaryBool: Record<"not", UnaryKernel> = {
  not(o, oi, o1, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let j = oi, p = ai, e = oi + n0; j < e; j++, p += a0) {
        const x = a[p]!;
        o[j] = 1 - x;
      }
  },
};
