// Written by scripts/generate.mjs from scripts/formulas.mjs: change those and run the script again.
import type { FoldKernel } from "../kernel-types.js";
import type { ReduceOp } from "@tenon/core";

export const foldFloat32: Record<ReduceOp, FoldKernel> = {
  sum: {
    row(a, p, s, n, t) {
      const d = 32 * s;
      for (; n >= 128; n -= 128, p += 3 * d) {
        let t0 = 0;
        let t1 = 0;
        let t2 = 0;
        let t3 = 0;
        for (let i = 32; i > 0; i--, p += s) {
          t0 = t0 + a[p]!;
          t1 = t1 + a[p + d]!;
          t2 = t2 + a[p + 2 * d]!;
          t3 = t3 + a[p + 3 * d]!;
        }
        t = t + t0;
        t = t + t1;
        t = t + t2;
        t = t + t3;
      }
      for (; n > 0; n -= 32) {
        let t0 = 0;
        for (let i = n < 32 ? n : 32; i > 0; i--, p += s) t0 = t0 + a[p]!;
        t = t + t0;
      }
      return t;
    },
    columns(t, b, a, p, r, s, rows, n) {
      for (; rows > 0; rows -= 32) {
        b.fill(0, 0, n);
        let i = rows < 32 ? rows : 32;
        for (; i >= 4; i -= 4, p += 4 * r)
          for (let j = 0, q = p; j < n; j++, q += s) {
            let u = b[j]!;
            u = u + a[q]!;
            u = u + a[q + r]!;
            u = u + a[q + 2 * r]!;
            u = u + a[q + 3 * r]!;
            b[j] = u;
          }
        for (; i > 0; i--, p += r) for (let j = 0, q = p; j < n; j++, q += s) b[j] = b[j]! + a[q]!;
        for (let j = 0; j < n; j++) t[j] = t[j]! + b[j]!;
      }
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = t + x;
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = t + x;
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
  prod: {
    row(a, p, s, n, t) {
      const d = 32 * s;
      for (; n >= 128; n -= 128, p += 3 * d) {
        let t0 = 1;
        let t1 = 1;
        let t2 = 1;
        let t3 = 1;
        for (let i = 32; i > 0; i--, p += s) {
          t0 = t0 * a[p]!;
          t1 = t1 * a[p + d]!;
          t2 = t2 * a[p + 2 * d]!;
          t3 = t3 * a[p + 3 * d]!;
        }
        t = t * t0;
        t = t * t1;
        t = t * t2;
        t = t * t3;
      }
      for (; n > 0; n -= 32) {
        let t0 = 1;
        for (let i = n < 32 ? n : 32; i > 0; i--, p += s) t0 = t0 * a[p]!;
        t = t * t0;
      }
      return t;
    },
    columns(t, b, a, p, r, s, rows, n) {
      for (; rows > 0; rows -= 32) {
        b.fill(1, 0, n);
        let i = rows < 32 ? rows : 32;
        for (; i >= 4; i -= 4, p += 4 * r)
          for (let j = 0, q = p; j < n; j++, q += s) {
            let u = b[j]!;
            u = u * a[q]!;
            u = u * a[q + r]!;
            u = u * a[q + 2 * r]!;
            u = u * a[q + 3 * r]!;
            b[j] = u;
          }
        for (; i > 0; i--, p += r) for (let j = 0, q = p; j < n; j++, q += s) b[j] = b[j]! * a[q]!;
        for (let j = 0; j < n; j++) t[j] = t[j]! * b[j]!;
      }
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = t * x;
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = t * x;
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
  max: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = Math.max(t, x);
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = Math.max(t, a[q]!);
          t = Math.max(t, a[q + r]!);
          t = Math.max(t, a[q + 2 * r]!);
          t = Math.max(t, a[q + 3 * r]!);
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = Math.max(c[j]!, a[q]!);
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = Math.max(t, x);
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = Math.max(t, x);
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
  min: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = Math.min(t, x);
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = Math.min(t, a[q]!);
          t = Math.min(t, a[q + r]!);
          t = Math.min(t, a[q + 2 * r]!);
          t = Math.min(t, a[q + 3 * r]!);
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = Math.min(c[j]!, a[q]!);
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = Math.min(t, x);
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = Math.min(t, x);
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
};

export const foldFloat64: Record<ReduceOp, FoldKernel> = {
  sum: {
    row(a, p, s, n, t) {
      const d = 32 * s;
      for (; n >= 128; n -= 128, p += 3 * d) {
        let t0 = 0;
        let t1 = 0;
        let t2 = 0;
        let t3 = 0;
        for (let i = 32; i > 0; i--, p += s) {
          t0 = t0 + a[p]!;
          t1 = t1 + a[p + d]!;
          t2 = t2 + a[p + 2 * d]!;
          t3 = t3 + a[p + 3 * d]!;
        }
        t = t + t0;
        t = t + t1;
        t = t + t2;
        t = t + t3;
      }
      for (; n > 0; n -= 32) {
        let t0 = 0;
        for (let i = n < 32 ? n : 32; i > 0; i--, p += s) t0 = t0 + a[p]!;
        t = t + t0;
      }
      return t;
    },
    columns(t, b, a, p, r, s, rows, n) {
      for (; rows > 0; rows -= 32) {
        b.fill(0, 0, n);
        let i = rows < 32 ? rows : 32;
        for (; i >= 4; i -= 4, p += 4 * r)
          for (let j = 0, q = p; j < n; j++, q += s) {
            let u = b[j]!;
            u = u + a[q]!;
            u = u + a[q + r]!;
            u = u + a[q + 2 * r]!;
            u = u + a[q + 3 * r]!;
            b[j] = u;
          }
        for (; i > 0; i--, p += r) for (let j = 0, q = p; j < n; j++, q += s) b[j] = b[j]! + a[q]!;
        for (let j = 0; j < n; j++) t[j] = t[j]! + b[j]!;
      }
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = t + x;
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = t + x;
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
  prod: {
    row(a, p, s, n, t) {
      const d = 32 * s;
      for (; n >= 128; n -= 128, p += 3 * d) {
        let t0 = 1;
        let t1 = 1;
        let t2 = 1;
        let t3 = 1;
        for (let i = 32; i > 0; i--, p += s) {
          t0 = t0 * a[p]!;
          t1 = t1 * a[p + d]!;
          t2 = t2 * a[p + 2 * d]!;
          t3 = t3 * a[p + 3 * d]!;
        }
        t = t * t0;
        t = t * t1;
        t = t * t2;
        t = t * t3;
      }
      for (; n > 0; n -= 32) {
        let t0 = 1;
        for (let i = n < 32 ? n : 32; i > 0; i--, p += s) t0 = t0 * a[p]!;
        t = t * t0;
      }
      return t;
    },
    columns(t, b, a, p, r, s, rows, n) {
      for (; rows > 0; rows -= 32) {
        b.fill(1, 0, n);
        let i = rows < 32 ? rows : 32;
        for (; i >= 4; i -= 4, p += 4 * r)
          for (let j = 0, q = p; j < n; j++, q += s) {
            let u = b[j]!;
            u = u * a[q]!;
            u = u * a[q + r]!;
            u = u * a[q + 2 * r]!;
            u = u * a[q + 3 * r]!;
            b[j] = u;
          }
        for (; i > 0; i--, p += r) for (let j = 0, q = p; j < n; j++, q += s) b[j] = b[j]! * a[q]!;
        for (let j = 0; j < n; j++) t[j] = t[j]! * b[j]!;
      }
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = t * x;
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = t * x;
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
  max: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = Math.max(t, x);
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = Math.max(t, a[q]!);
          t = Math.max(t, a[q + r]!);
          t = Math.max(t, a[q + 2 * r]!);
          t = Math.max(t, a[q + 3 * r]!);
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = Math.max(c[j]!, a[q]!);
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = Math.max(t, x);
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = Math.max(t, x);
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
  min: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = Math.min(t, x);
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = Math.min(t, a[q]!);
          t = Math.min(t, a[q + r]!);
          t = Math.min(t, a[q + 2 * r]!);
          t = Math.min(t, a[q + 3 * r]!);
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = Math.min(c[j]!, a[q]!);
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = Math.min(t, x);
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = Math.min(t, x);
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
};

export const foldInt32: Record<ReduceOp, FoldKernel> = {
  sum: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = (t + x) | 0;
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = (t + a[q]!) | 0;
          t = (t + a[q + r]!) | 0;
          t = (t + a[q + 2 * r]!) | 0;
          t = (t + a[q + 3 * r]!) | 0;
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = (c[j]! + a[q]!) | 0;
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = (t + x) | 0;
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = (t + x) | 0;
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
  prod: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = Math.imul(t, x);
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = Math.imul(t, a[q]!);
          t = Math.imul(t, a[q + r]!);
          t = Math.imul(t, a[q + 2 * r]!);
          t = Math.imul(t, a[q + 3 * r]!);
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = Math.imul(c[j]!, a[q]!);
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = Math.imul(t, x);
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = Math.imul(t, x);
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
  max: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = x > t ? x : t;
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = a[q]! > t ? a[q]! : t;
          t = a[q + r]! > t ? a[q + r]! : t;
          t = a[q + 2 * r]! > t ? a[q + 2 * r]! : t;
          t = a[q + 3 * r]! > t ? a[q + 3 * r]! : t;
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = a[q]! > c[j]! ? a[q]! : c[j]!;
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = x > t ? x : t;
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = x > t ? x : t;
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
  min: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = x < t ? x : t;
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = a[q]! < t ? a[q]! : t;
          t = a[q + r]! < t ? a[q + r]! : t;
          t = a[q + 2 * r]! < t ? a[q + 2 * r]! : t;
          t = a[q + 3 * r]! < t ? a[q + 3 * r]! : t;
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = a[q]! < c[j]! ? a[q]! : c[j]!;
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = x < t ? x : t;
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = x < t ? x : t;
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
};

export const foldByte: Record<ReduceOp, FoldKernel> = {
  sum: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = (t + x) | 0;
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = (t + a[q]!) | 0;
          t = (t + a[q + r]!) | 0;
          t = (t + a[q + 2 * r]!) | 0;
          t = (t + a[q + 3 * r]!) | 0;
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = (c[j]! + a[q]!) | 0;
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = (t + x) | 0;
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = (t + x) | 0;
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
  prod: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = Math.imul(t, x);
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = Math.imul(t, a[q]!);
          t = Math.imul(t, a[q + r]!);
          t = Math.imul(t, a[q + 2 * r]!);
          t = Math.imul(t, a[q + 3 * r]!);
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = Math.imul(c[j]!, a[q]!);
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = Math.imul(t, x);
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = Math.imul(t, x);
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
  max: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = x > t ? x : t;
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = a[q]! > t ? a[q]! : t;
          t = a[q + r]! > t ? a[q + r]! : t;
          t = a[q + 2 * r]! > t ? a[q + 2 * r]! : t;
          t = a[q + 3 * r]! > t ? a[q + 3 * r]! : t;
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = a[q]! > c[j]! ? a[q]! : c[j]!;
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = x > t ? x : t;
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = x > t ? x : t;
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
  min: {
    row(a, p, s, n, t) {
      for (; n > 0; n--, p += s) {
        const x = a[p]!;
        t = x < t ? x : t;
      }
      return t;
    },
    columns(c, _b, a, p, r, s, rows, n) {
      for (; rows >= 4; rows -= 4, p += 4 * r)
        for (let j = 0, q = p; j < n; j++, q += s) {
          let t = c[j]!;
          t = a[q]! < t ? a[q]! : t;
          t = a[q + r]! < t ? a[q + r]! : t;
          t = a[q + 2 * r]! < t ? a[q + 2 * r]! : t;
          t = a[q + 3 * r]! < t ? a[q + 3 * r]! : t;
          c[j] = t;
        }
      for (; rows > 0; rows--, p += r)
        for (let j = 0, q = p; j < n; j++, q += s) c[j] = a[q]! < c[j]! ? a[q]! : c[j]!;
    },
    scan(c, o, oi, o1, o0, a, ai, a1, a0, rows, n, exclusive) {
      if (n === 1) {
        for (let t = c[0]!; rows > 0; rows--, oi += o1, ai += a1) {
          const x = a[ai]!;
          const next = x < t ? x : t;
          o[oi] = exclusive ? t : next;
          t = next;
        }
        return;
      }
      for (; rows > 0; rows--, oi += o1, ai += a1)
        for (let i = 0, j = oi, p = ai; i < n; i++, j += o0, p += a0) {
          const x = a[p]!;
          const t = c[i]!;
          const next = x < t ? x : t;
          o[j] = exclusive ? t : next;
          c[i] = next;
        }
    },
  },
};
