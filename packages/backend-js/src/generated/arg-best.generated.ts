// Written by scripts/generate.mjs from scripts/formulas.mjs: change those and run the script again.
import type { ArgBestKernel } from "../kernel-types.js";
import type { ArgReduceOp } from "@tenon/core";

export const argBestFloat32: Record<ArgReduceOp, ArgBestKernel> = {
  max(a, p, s, n) {
    let t = a[p]!;
    let best = 0;
    for (let i = 1; i < n; i++) {
      p += s;
      const x = a[p]!;
      if (!(x <= t) && t === t) {
        t = x;
        best = i;
      }
    }
    return best;
  },
  min(a, p, s, n) {
    let t = a[p]!;
    let best = 0;
    for (let i = 1; i < n; i++) {
      p += s;
      const x = a[p]!;
      if (!(x >= t) && t === t) {
        t = x;
        best = i;
      }
    }
    return best;
  },
};

export const argBestFloat64: Record<ArgReduceOp, ArgBestKernel> = {
  max(a, p, s, n) {
    let t = a[p]!;
    let best = 0;
    for (let i = 1; i < n; i++) {
      p += s;
      const x = a[p]!;
      if (!(x <= t) && t === t) {
        t = x;
        best = i;
      }
    }
    return best;
  },
  min(a, p, s, n) {
    let t = a[p]!;
    let best = 0;
    for (let i = 1; i < n; i++) {
      p += s;
      const x = a[p]!;
      if (!(x >= t) && t === t) {
        t = x;
        best = i;
      }
    }
    return best;
  },
};

export const argBestInt32: Record<ArgReduceOp, ArgBestKernel> = {
  max(a, p, s, n) {
    let t = a[p]!;
    let best = 0;
    for (let i = 1; i < n; i++) {
      p += s;
      const x = a[p]!;
      if (x > t) {
        t = x;
        best = i;
      }
    }
    return best;
  },
  min(a, p, s, n) {
    let t = a[p]!;
    let best = 0;
    for (let i = 1; i < n; i++) {
      p += s;
      const x = a[p]!;
      if (x < t) {
        t = x;
        best = i;
      }
    }
    return best;
  },
};

export const argBestByte: Record<ArgReduceOp, ArgBestKernel> = {
  max(a, p, s, n) {
    let t = a[p]!;
    let best = 0;
    for (let i = 1; i < n; i++) {
      p += s;
      const x = a[p]!;
      if (x > t) {
        t = x;
        best = i;
      }
    }
    return best;
  },
  min(a, p, s, n) {
    let t = a[p]!;
    let best = 0;
    for (let i = 1; i < n; i++) {
      p += s;
      const x = a[p]!;
      if (x < t) {
        t = x;
        best = i;
      }
    }
    return best;
  },
};
