// Written by scripts/generate.mjs from scripts/formulas.mjs: change those and run the script again.
import type { BinaryKernel, CoreCompareOp } from "../kernel-types.js";

export const compareFloat32: Record<CoreCompareOp, BinaryKernel> = {
  eq(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x === y ? 1 : 0;
      }
  },
  ne(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x !== y ? 1 : 0;
      }
  },
  lt(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x < y ? 1 : 0;
      }
  },
  le(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x <= y ? 1 : 0;
      }
  },
};

export const compareFloat64: Record<CoreCompareOp, BinaryKernel> = {
  eq(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x === y ? 1 : 0;
      }
  },
  ne(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x !== y ? 1 : 0;
      }
  },
  lt(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x < y ? 1 : 0;
      }
  },
  le(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x <= y ? 1 : 0;
      }
  },
};

export const compareInt32: Record<CoreCompareOp, BinaryKernel> = {
  eq(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x === y ? 1 : 0;
      }
  },
  ne(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x !== y ? 1 : 0;
      }
  },
  lt(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x < y ? 1 : 0;
      }
  },
  le(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x <= y ? 1 : 0;
      }
  },
};

export const compareByte: Record<CoreCompareOp, BinaryKernel> = {
  eq(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x === y ? 1 : 0;
      }
  },
  ne(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x !== y ? 1 : 0;
      }
  },
  lt(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x < y ? 1 : 0;
      }
  },
  le(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1)
      for (let j = oi, p = ai, q = bi, e = oi + n0; j < e; j++, p += a0, q += b0) {
        const x = a[p]!;
        const y = b[q]!;
        o[j] = x <= y ? 1 : 0;
      }
  },
};
