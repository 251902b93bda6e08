import type { Fused } from "@tenon/core";
import type { Copies } from "../copies.js";
import type { JsHandle } from "../js-handle.js";
import type { Memory } from "../memory.js";
import { withAllContiguous } from "./with-all-contiguous.js";

/** A step of Adam on float32 in one pass; composed elsewhere. Each value is rounded where the composition rounds it. */
export function createAdam(memory: Memory, copies: Copies): Fused<JsHandle>["adam"] {
  return (inputs, _, compose) => {
    if (inputs[0]!.dtype !== "float32") return compose();
    return withAllContiguous(copies, inputs, ([parameter, gradient, first, second, ...settings]) => {
      const outputs = [0, 1, 2].map(() => memory.like(parameter!, "float32"));
      const [size, floor, share1, share2] = settings.map(({ data, offset }) => data[offset]!);
      const [p, g, m, v] = [parameter!, gradient!, first!, second!].map(elements);
      const [nextP, nextM, nextV] = outputs.map(elements);
      step(p!, g!, m!, v!, nextP!, nextM!, nextV!, size!, floor!, share1!, share2!);
      return outputs;
    });
  };
}

/** The elements of a contiguous float32 handle. */
function elements({ data, offset, size }: JsHandle): Float32Array {
  const floats = data as Float32Array; // the array of float32
  return size === floats.length ? floats : floats.subarray(offset, offset + size);
}

function step(
  p: Float32Array,
  g: Float32Array,
  m: Float32Array,
  v: Float32Array,
  nextP: Float32Array,
  nextM: Float32Array,
  nextV: Float32Array,
  size: number,
  floor: number,
  share1: number,
  share2: number,
): void {
  const round = Math.fround;
  for (let i = 0; i < p.length; i++) {
    const slope = g[i]!;
    const m0 = m[i]!;
    const v0 = v[i]!;
    const m1 = round(m0 + round(round(slope - m0) * share1));
    const v1 = round(v0 + round(round(round(slope * slope) - v0) * share2));
    nextM[i] = m1;
    nextV[i] = v1;
    nextP[i] = p[i]! - round(round(m1 / round(round(Math.sqrt(v1)) + floor)) * size);
  }
}
