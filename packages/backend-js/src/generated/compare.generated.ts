// Written by scripts/generate.mjs from scripts/formulas.mjs: change those and run the script again.
import type { BinaryKernel, CoreCompareOp } from "../kernel-types.js";

export const compareFloat32: Record<CoreCompareOp, BinaryKernel> = {
  eq(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x === y);
      }
  },
  ne(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x !== y);
      }
  },
  lt(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x < y);
      }
  },
  le(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x <= y);
      }
  },
};

export const compareFloat64: Record<CoreCompareOp, BinaryKernel> = {
  eq(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x === y);
      }
  },
  ne(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x !== y);
      }
  },
  lt(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x < y);
      }
  },
  le(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x <= y);
      }
  },
};

export const compareInt32: Record<CoreCompareOp, BinaryKernel> = {
  eq(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x === y);
      }
  },
  ne(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x !== y);
      }
  },
  lt(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x < y);
      }
  },
  le(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x <= y);
      }
  },
};

export const compareByte: Record<CoreCompareOp, BinaryKernel> = {
  eq(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x === y);
      }
  },
  ne(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x !== y);
      }
  },
  lt(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x < y);
      }
  },
  le(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = Number(x <= y);
      }
  },
};
