import type { Fused } from "@tenon/core";
import type { Copies } from "../copies.js";
import { float32Erf, float32Exp, float32Tanh } from "../float32-math.js";
import type { JsHandle } from "../js-handle.js";
import type { Memory } from "../memory.js";
import type { NumberArray } from "../number-array.js";

type Gelu = Pick<Fused<JsHandle>, "gelu" | "geluBackward">;

/** Gaussian error linear units of float32 in one pass; composed elsewhere. */
export function createGelu(memory: Memory, copies: Copies): Gelu {
  return {
    gelu([x], { approximate }, compose) {
      if (x?.dtype !== "float32") return compose();
      return copies.withContiguous(x, (from) => {
        const y = memory.like(from, "float32");
        (approximate === "tanh" ? tanhForm : erfForm)(y.data, from.data, from.offset, from.size);
        return [y];
      });
    },

    geluBackward([g, x], { approximate }, compose) {
      if (g?.dtype !== "float32" || x?.dtype !== "float32") return compose();
      return copies.withContiguous(g, (slope) =>
        copies.withContiguous(x, (from) => {
          const dx = memory.like(from, "float32");
          const backward = approximate === "tanh" ? tanhBackward : erfBackward;
          backward(dx.data, slope.data, slope.offset, from.data, from.offset, from.size);
          return [dx];
        }),
      );
    },
  };
}

const CUBIC = 0.044715;
const SCALE = 0.7978845608028654; // √(2/π)

function erfForm(o: NumberArray, x: NumberArray, xi: number, n: number): void {
  for (let i = 0; i < n; i++) {
    const v = x[xi + i]!;
    o[i] = 0.5 * v * (1 + float32Erf(v * Math.SQRT1_2));
  }
}

function tanhForm(o: NumberArray, x: NumberArray, xi: number, n: number): void {
  for (let i = 0; i < n; i++) {
    const v = x[xi + i]!;
    o[i] = 0.5 * v * (1 + float32Tanh(SCALE * (v + CUBIC * v * v * v)));
  }
}

function erfBackward(o: NumberArray, g: NumberArray, gi: number, x: NumberArray, xi: number, n: number): void {
  for (let i = 0; i < n; i++) {
    const v = x[xi + i]!;
    o[i] = 0.5 * g[gi + i]! * (1 + float32Erf(v * Math.SQRT1_2) + v * SCALE * float32Exp(-0.5 * v * v));
  }
}

function tanhBackward(o: NumberArray, g: NumberArray, gi: number, x: NumberArray, xi: number, n: number): void {
  for (let i = 0; i < n; i++) {
    const v = x[xi + i]!;
    const v2 = v * v;
    const t = float32Tanh(SCALE * (v + CUBIC * v2 * v));
    o[i] = 0.5 * g[gi + i]! * (1 + t + v * (1 - t * t) * SCALE * (1 + 3 * CUBIC * v2));
  }
}
