// Written by scripts/generate.mjs from scripts/formulas.mjs: change those and run the script again.
import type { BinaryKernel, BitOp, BoolOp, FloatBinaryOp, IntegerBinaryOp } from "../kernel-types.js";
import { floatMod, floatPow, integerMod, integerPow } from "../scalar-math.js";

export const binaryFloat32: Record<FloatBinaryOp, BinaryKernel> = {
  add(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x + y;
      }
  },
  sub(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x - y;
      }
  },
  mul(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x * y;
      }
  },
  div(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x / y;
      }
  },
  mod(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = floatMod(x, y);
      }
  },
  pow(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = floatPow(x, y);
      }
  },
  max(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Math.max(x, y);
      }
  },
  min(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Math.min(x, y);
      }
  },
  atan2(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Math.atan2(x, y);
      }
  },
};

export const binaryFloat64: Record<FloatBinaryOp, BinaryKernel> = {
  add(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x + y;
      }
  },
  sub(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x - y;
      }
  },
  mul(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x * y;
      }
  },
  div(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x / y;
      }
  },
  mod(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = floatMod(x, y);
      }
  },
  pow(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = floatPow(x, y);
      }
  },
  max(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Math.max(x, y);
      }
  },
  min(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Math.min(x, y);
      }
  },
  atan2(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Math.atan2(x, y);
      }
  },
};

export const binaryInt32: Record<IntegerBinaryOp, BinaryKernel> = {
  add(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x + y;
      }
  },
  sub(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x - y;
      }
  },
  mul(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Math.imul(x, y);
      }
  },
  div(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = (x / y) | 0;
      }
  },
  mod(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = integerMod(x, y);
      }
  },
  pow(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = integerPow(x, y);
      }
  },
  max(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x > y ? x : y;
      }
  },
  min(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x < y ? x : y;
      }
  },
};

export const binaryByte: Record<IntegerBinaryOp, BinaryKernel> = {
  add(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x + y;
      }
  },
  sub(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x - y;
      }
  },
  mul(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Math.imul(x, y);
      }
  },
  div(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = (x / y) | 0;
      }
  },
  mod(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = integerMod(x, y);
      }
  },
  pow(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = integerPow(x, y);
      }
  },
  max(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x > y ? x : y;
      }
  },
  min(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x < y ? x : y;
      }
  },
};

export const binaryBits: Record<BitOp, BinaryKernel> = {
  shl(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x << y;
      }
  },
  shr(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x >> y;
      }
  },
  bitAnd(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x & y;
      }
  },
  bitOr(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x | y;
      }
  },
  bitXor(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x ^ y;
      }
  },
};

export const binaryBool: Record<BoolOp, BinaryKernel> = {
  and(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x & y;
      }
  },
  or(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x | y;
      }
  },
  xor(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x ^ y;
      }
  },
};
