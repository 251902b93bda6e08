// Written by scripts/generate.mjs from scripts/formulas.mjs: change those and run the script again.
import type { BinaryKernel, CoreCompareOp } from "../kernel-types.js";

export const compareFloat32: Record<CoreCompareOp, BinaryKernel> = {
  eq(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      let q = bi;
      if (a0 === 1 && b0 === 1) {
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0, q = (q + 4) | 0) {
          o[j] = Number(a[p]! === b[q]!);
          o[(j + 1) | 0] = Number(a[(p + 1) | 0]! === b[(q + 1) | 0]!);
          o[(j + 2) | 0] = Number(a[(p + 2) | 0]! === b[(q + 2) | 0]!);
          o[(j + 3) | 0] = Number(a[(p + 3) | 0]! === b[(q + 3) | 0]!);
        }
      } else if (a0 === 1 && b0 === 0) {
        const y = b[q]!;
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = Number(a[p]! === y);
          o[(j + 1) | 0] = Number(a[(p + 1) | 0]! === y);
          o[(j + 2) | 0] = Number(a[(p + 2) | 0]! === y);
          o[(j + 3) | 0] = Number(a[(p + 3) | 0]! === y);
        }
      }
      for (; j < e; j++, p += a0, q += b0) o[j] = Number(a[p]! === b[q]!);
    }
  },
  ne(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      let q = bi;
      if (a0 === 1 && b0 === 1) {
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0, q = (q + 4) | 0) {
          o[j] = Number(a[p]! !== b[q]!);
          o[(j + 1) | 0] = Number(a[(p + 1) | 0]! !== b[(q + 1) | 0]!);
          o[(j + 2) | 0] = Number(a[(p + 2) | 0]! !== b[(q + 2) | 0]!);
          o[(j + 3) | 0] = Number(a[(p + 3) | 0]! !== b[(q + 3) | 0]!);
        }
      } else if (a0 === 1 && b0 === 0) {
        const y = b[q]!;
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = Number(a[p]! !== y);
          o[(j + 1) | 0] = Number(a[(p + 1) | 0]! !== y);
          o[(j + 2) | 0] = Number(a[(p + 2) | 0]! !== y);
          o[(j + 3) | 0] = Number(a[(p + 3) | 0]! !== y);
        }
      }
      for (; j < e; j++, p += a0, q += b0) o[j] = Number(a[p]! !== b[q]!);
    }
  },
  lt(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      let q = bi;
      if (a0 === 1 && b0 === 1) {
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0, q = (q + 4) | 0) {
          o[j] = Number(a[p]! < b[q]!);
          o[(j + 1) | 0] = Number(a[(p + 1) | 0]! < b[(q + 1) | 0]!);
          o[(j + 2) | 0] = Number(a[(p + 2) | 0]! < b[(q + 2) | 0]!);
          o[(j + 3) | 0] = Number(a[(p + 3) | 0]! < b[(q + 3) | 0]!);
        }
      } else if (a0 === 1 && b0 === 0) {
        const y = b[q]!;
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = Number(a[p]! < y);
          o[(j + 1) | 0] = Number(a[(p + 1) | 0]! < y);
          o[(j + 2) | 0] = Number(a[(p + 2) | 0]! < y);
          o[(j + 3) | 0] = Number(a[(p + 3) | 0]! < y);
        }
      }
      for (; j < e; j++, p += a0, q += b0) o[j] = Number(a[p]! < b[q]!);
    }
  },
  le(o, oi, o1, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1, bi += b1) {
      const e = oi + n0;
      let j = oi;
      let p = ai;
      let q = bi;
      if (a0 === 1 && b0 === 1) {
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0, q = (q + 4) | 0) {
          o[j] = Number(a[p]! <= b[q]!);
          o[(j + 1) | 0] = Number(a[(p + 1) | 0]! <= b[(q + 1) | 0]!);
          o[(j + 2) | 0] = Number(a[(p + 2) | 0]! <= b[(q + 2) | 0]!);
          o[(j + 3) | 0] = Number(a[(p + 3) | 0]! <= b[(q + 3) | 0]!);
        }
      } else if (a0 === 1 && b0 === 0) {
        const y = b[q]!;
        for (const f = e - 3; j < f; j = (j + 4) | 0, p = (p + 4) | 0) {
          o[j] = Number(a[p]! <= y);
          o[(j + 1) | 0] = Number(a[(p + 1) | 0]! <= y);
          o[(j + 2) | 0] = Number(a[(p + 2) | 0]! <= y);
          o[(j + 3) | 0] = Number(a[(p + 3) | 0]! <= y);
        }
      }
      for (; j < e; j++, p += a0, q += b0) o[j] = Number(a[p]! <= b[q]!);
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
