// Written by scripts/generate.mjs from scripts/formulas.mjs: change those and run the script again.
import type { AddKernel, MoveKernel } from "../kernel-types.js";

export const moveFloat32: MoveKernel = {
  copy(o, oi, o1, o0, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let i = 0, j = oi, p = ai; i < n0; i++, j += o0, p += a0) o[j] = a[p]!;
  },
  select(o, oi, o1, ca, ci, c1, c0, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ci += c1, ai += a1, bi += b1)
      for (let j = oi, r = ci, p = ai, q = bi, e = oi + n0; j < e; j++, r += c0, p += a0, q += b0) {
        const c = ca[r]!;
        const x = a[p]!;
        const y = b[q]!;
        o[j] = c !== 0 ? x : y;
      }
  },
  gather(o, oi, a, ai, rows, n, width) {
    for (let i = 0; i < n; i++)
      for (let p = ai + rows[i]! * width, e = p + width; p < e; p++, oi++) o[oi] = a[p]!;
  },
  scatter(o, oi, rows, n, width, u, ui) {
    for (let i = 0; i < n; i++)
      for (let p = oi + rows[i]! * width, e = p + width; p < e; p++, ui++) o[p] = u[ui]!;
  },
};

export const moveFloat64: MoveKernel = {
  copy(o, oi, o1, o0, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let i = 0, j = oi, p = ai; i < n0; i++, j += o0, p += a0) o[j] = a[p]!;
  },
  select(o, oi, o1, ca, ci, c1, c0, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ci += c1, ai += a1, bi += b1)
      for (let j = oi, r = ci, p = ai, q = bi, e = oi + n0; j < e; j++, r += c0, p += a0, q += b0) {
        const c = ca[r]!;
        const x = a[p]!;
        const y = b[q]!;
        o[j] = c !== 0 ? x : y;
      }
  },
  gather(o, oi, a, ai, rows, n, width) {
    for (let i = 0; i < n; i++)
      for (let p = ai + rows[i]! * width, e = p + width; p < e; p++, oi++) o[oi] = a[p]!;
  },
  scatter(o, oi, rows, n, width, u, ui) {
    for (let i = 0; i < n; i++)
      for (let p = oi + rows[i]! * width, e = p + width; p < e; p++, ui++) o[p] = u[ui]!;
  },
};

export const moveInt32: MoveKernel = {
  copy(o, oi, o1, o0, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let i = 0, j = oi, p = ai; i < n0; i++, j += o0, p += a0) o[j] = a[p]!;
  },
  select(o, oi, o1, ca, ci, c1, c0, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ci += c1, ai += a1, bi += b1)
      for (let j = oi, r = ci, p = ai, q = bi, e = oi + n0; j < e; j++, r += c0, p += a0, q += b0) {
        const c = ca[r]!;
        const x = a[p]!;
        const y = b[q]!;
        o[j] = (x & -c) | (y & (c - 1));
      }
  },
  gather(o, oi, a, ai, rows, n, width) {
    for (let i = 0; i < n; i++)
      for (let p = ai + rows[i]! * width, e = p + width; p < e; p++, oi++) o[oi] = a[p]!;
  },
  scatter(o, oi, rows, n, width, u, ui) {
    for (let i = 0; i < n; i++)
      for (let p = oi + rows[i]! * width, e = p + width; p < e; p++, ui++) o[p] = u[ui]!;
  },
};

export const moveByte: MoveKernel = {
  copy(o, oi, o1, o0, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let i = 0, j = oi, p = ai; i < n0; i++, j += o0, p += a0) o[j] = a[p]!;
  },
  select(o, oi, o1, ca, ci, c1, c0, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ci += c1, ai += a1, bi += b1)
      for (let j = oi, r = ci, p = ai, q = bi, e = oi + n0; j < e; j++, r += c0, p += a0, q += b0) {
        const c = ca[r]!;
        const x = a[p]!;
        const y = b[q]!;
        o[j] = (x & -c) | (y & (c - 1));
      }
  },
  gather(o, oi, a, ai, rows, n, width) {
    for (let i = 0; i < n; i++)
      for (let p = ai + rows[i]! * width, e = p + width; p < e; p++, oi++) o[oi] = a[p]!;
  },
  scatter(o, oi, rows, n, width, u, ui) {
    for (let i = 0; i < n; i++)
      for (let p = oi + rows[i]! * width, e = p + width; p < e; p++, ui++) o[p] = u[ui]!;
  },
};

export const moveUint16: MoveKernel = {
  copy(o, oi, o1, o0, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let i = 0, j = oi, p = ai; i < n0; i++, j += o0, p += a0) o[j] = a[p]!;
  },
  select(o, oi, o1, ca, ci, c1, c0, a, ai, a1, a0, b, bi, b1, b0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ci += c1, ai += a1, bi += b1)
      for (let j = oi, r = ci, p = ai, q = bi, e = oi + n0; j < e; j++, r += c0, p += a0, q += b0) {
        const c = ca[r]!;
        const x = a[p]!;
        const y = b[q]!;
        o[j] = (x & -c) | (y & (c - 1));
      }
  },
  gather(o, oi, a, ai, rows, n, width) {
    for (let i = 0; i < n; i++)
      for (let p = ai + rows[i]! * width, e = p + width; p < e; p++, oi++) o[oi] = a[p]!;
  },
  scatter(o, oi, rows, n, width, u, ui) {
    for (let i = 0; i < n; i++)
      for (let p = oi + rows[i]! * width, e = p + width; p < e; p++, ui++) o[p] = u[ui]!;
  },
};

export const addFloat32: AddKernel = {
  accumulate(o, oi, o1, o0, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let i = 0, j = oi, p = ai; i < n0; i++, j += o0, p += a0) o[j] = o[j]! + a[p]!;
  },
  scatter(o, oi, rows, n, width, u, ui) {
    for (let i = 0; i < n; i++)
      for (let p = oi + rows[i]! * width, e = p + width; p < e; p++, ui++) o[p] = o[p]! + u[ui]!;
  },
};

export const addFloat64: AddKernel = {
  accumulate(o, oi, o1, o0, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let i = 0, j = oi, p = ai; i < n0; i++, j += o0, p += a0) o[j] = o[j]! + a[p]!;
  },
  scatter(o, oi, rows, n, width, u, ui) {
    for (let i = 0; i < n; i++)
      for (let p = oi + rows[i]! * width, e = p + width; p < e; p++, ui++) o[p] = o[p]! + u[ui]!;
  },
};

export const addInt32: AddKernel = {
  accumulate(o, oi, o1, o0, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let i = 0, j = oi, p = ai; i < n0; i++, j += o0, p += a0) o[j] = o[j]! + a[p]!;
  },
  scatter(o, oi, rows, n, width, u, ui) {
    for (let i = 0; i < n; i++)
      for (let p = oi + rows[i]! * width, e = p + width; p < e; p++, ui++) o[p] = o[p]! + u[ui]!;
  },
};

export const addByte: AddKernel = {
  accumulate(o, oi, o1, o0, a, ai, a1, a0, n1, n0) {
    for (; n1 > 0; n1--, oi += o1, ai += a1)
      for (let i = 0, j = oi, p = ai; i < n0; i++, j += o0, p += a0) o[j] = o[j]! + a[p]!;
  },
  scatter(o, oi, rows, n, width, u, ui) {
    for (let i = 0; i < n; i++)
      for (let p = oi + rows[i]! * width, e = p + width; p < e; p++, ui++) o[p] = o[p]! + u[ui]!;
  },
};
