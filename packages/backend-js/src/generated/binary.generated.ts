// Written by scripts/generate.mjs from scripts/formulas.mjs: change those and run the script again.
import type { BinaryKernel, BitOp, BoolOp, FloatBinaryOp, IntegerBinaryOp } from "../kernel-types.js";
import { floatMod, floatPow, integerMod, integerPow } from "../scalar-math.js";

export const binaryFloat32: Record<FloatBinaryOp, BinaryKernel> = {
  add(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      let q = bi;
      if (a0 === 1 && b0 === 1) {
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0, q = (q + 4) | 0) {
          o[j] = a[p]! + b[q]!;
          o[(j + 1) | 0] = a[(p + 1) | 0]! + b[(q + 1) | 0]!;
          o[(j + 2) | 0] = a[(p + 2) | 0]! + b[(q + 2) | 0]!;
          o[(j + 3) | 0] = a[(p + 3) | 0]! + b[(q + 3) | 0]!;
        }
      } else if (a0 === 1 && b0 === 0) {
        const y = b[q]!;
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = a[p]! + y;
          o[(j + 1) | 0] = a[(p + 1) | 0]! + y;
          o[(j + 2) | 0] = a[(p + 2) | 0]! + y;
          o[(j + 3) | 0] = a[(p + 3) | 0]! + y;
        }
      }
      for (; j < e; j++, p += a0, q += b0) o[j] = a[p]! + b[q]!;
    }
  },
  sub(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      let q = bi;
      if (a0 === 1 && b0 === 1) {
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0, q = (q + 4) | 0) {
          o[j] = a[p]! - b[q]!;
          o[(j + 1) | 0] = a[(p + 1) | 0]! - b[(q + 1) | 0]!;
          o[(j + 2) | 0] = a[(p + 2) | 0]! - b[(q + 2) | 0]!;
          o[(j + 3) | 0] = a[(p + 3) | 0]! - b[(q + 3) | 0]!;
        }
      } else if (a0 === 1 && b0 === 0) {
        const y = b[q]!;
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = a[p]! - y;
          o[(j + 1) | 0] = a[(p + 1) | 0]! - y;
          o[(j + 2) | 0] = a[(p + 2) | 0]! - y;
          o[(j + 3) | 0] = a[(p + 3) | 0]! - y;
        }
      }
      for (; j < e; j++, p += a0, q += b0) o[j] = a[p]! - b[q]!;
    }
  },
  mul(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      let q = bi;
      if (a0 === 1 && b0 === 1) {
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0, q = (q + 4) | 0) {
          o[j] = a[p]! * b[q]!;
          o[(j + 1) | 0] = a[(p + 1) | 0]! * b[(q + 1) | 0]!;
          o[(j + 2) | 0] = a[(p + 2) | 0]! * b[(q + 2) | 0]!;
          o[(j + 3) | 0] = a[(p + 3) | 0]! * b[(q + 3) | 0]!;
        }
      } else if (a0 === 1 && b0 === 0) {
        const y = b[q]!;
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = a[p]! * y;
          o[(j + 1) | 0] = a[(p + 1) | 0]! * y;
          o[(j + 2) | 0] = a[(p + 2) | 0]! * y;
          o[(j + 3) | 0] = a[(p + 3) | 0]! * y;
        }
      }
      for (; j < e; j++, p += a0, q += b0) o[j] = a[p]! * b[q]!;
    }
  },
  div(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      let q = bi;
      if (a0 === 1 && b0 === 1) {
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0, q = (q + 4) | 0) {
          o[j] = a[p]! / b[q]!;
          o[(j + 1) | 0] = a[(p + 1) | 0]! / b[(q + 1) | 0]!;
          o[(j + 2) | 0] = a[(p + 2) | 0]! / b[(q + 2) | 0]!;
          o[(j + 3) | 0] = a[(p + 3) | 0]! / b[(q + 3) | 0]!;
        }
      } else if (a0 === 1 && b0 === 0) {
        const y = b[q]!;
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = a[p]! / y;
          o[(j + 1) | 0] = a[(p + 1) | 0]! / y;
          o[(j + 2) | 0] = a[(p + 2) | 0]! / y;
          o[(j + 3) | 0] = a[(p + 3) | 0]! / y;
        }
      }
      for (; j < e; j++, p += a0, q += b0) o[j] = a[p]! / b[q]!;
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
