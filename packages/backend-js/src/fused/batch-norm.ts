import type { Fused } from "@tenon/core";
import type { Copies } from "../copies.js";
import type { JsHandle } from "../js-handle.js";
import type { Memory } from "../memory.js";
import type { NumberArray } from "../number-array.js";
import { withAllContiguous } from "./with-all-contiguous.js";

type BatchNorm = Pick<Fused<JsHandle>, "batchNorm" | "batchNormBackward">;

/** Batch normalisation of float32, in two passes over each channel in float64; composed elsewhere. */
export function createBatchNorm(memory: Memory, copies: Copies): BatchNorm {
  const perChannel = (channels: number) => memory.allocate([channels], "float32");
  return {
    batchNorm(inputs, { epsilon }, compose) {
      if (!isFloat32(inputs)) return compose();
      return withAllContiguous(copies, inputs, ([x, weight, bias]) => {
        const { stacks, channels, length } = sizesOf(x!);
        const [y, means, variances] = [memory.like(x!, "float32"), perChannel(channels), perChannel(channels)];
        for (let c = 0; c < channels; c++) {
          const first = x!.offset + c * length;
          const mean = sumOf(x!.data, first, stacks, channels * length, length) / (stacks * length);
          const variance = squaresOf(x!.data, first, stacks, channels * length, length, mean) / (stacks * length);
          const scale = (weight?.data[weight.offset + c] ?? 1) / Math.sqrt(variance + epsilon);
          const shift = bias?.data[bias.offset + c] ?? 0;
          scaleInto(y.data, c * length, x!.data, first, stacks, channels * length, length, mean, scale, shift);
          means.data[c] = mean;
          variances.data[c] = variance;
        }
        return [y, means, variances];
      });
    },

    batchNormBackward(inputs, { epsilon }, compose) {
      if (!isFloat32(inputs)) return compose();
      return withAllContiguous(copies, inputs, ([g, x, means, variances, weight]) => {
        const { stacks, channels, length } = sizesOf(x!);
        const [dx, dw, db] = [memory.like(x!, "float32"), perChannel(channels), perChannel(channels)];
        const [step, count] = [channels * length, stacks * length];
        for (let c = 0; c < channels; c++) {
          const [gi, xi] = [g!.offset + c * length, x!.offset + c * length];
          const mean = means!.data[means!.offset + c]!;
          const inverse = 1 / Math.sqrt(variances!.data[variances!.offset + c]! + epsilon);
          const sum = sumOf(g!.data, gi, stacks, step, length);
          const dot = inverse * dotOf(g!.data, gi, x!.data, xi, stacks, step, length, mean);
          const scale = inverse * (weight?.data[weight.offset + c] ?? 1);
          dw.data[c] = dot;
          db.data[c] = sum;
          // dx = r·w·(g − mean(g) − x̂·mean(g·x̂))
          const [a, b] = [sum / count, (inverse * dot) / count];
          backInto(dx.data, c * length, g!.data, gi, x!.data, xi, stacks, step, length, mean, scale, a, b);
        }
        return [dx, dw, db];
      });
    },
  };
}

const isFloat32 = (inputs: readonly JsHandle[]) => inputs.every(({ dtype, size }) => dtype === "float32" && size > 0);

/** x [N, C, …S] as N stacks of C runs. */
function sizesOf({ shape, size }: JsHandle): { stacks: number; channels: number; length: number } {
  const [stacks, channels] = shape as readonly [number, number];
  return { stacks, channels, length: size / (stacks * channels) };
}

function sumOf(x: NumberArray, at: number, stacks: number, step: number, length: number): number {
  let sum = 0;
  for (let n = 0, first = at; n < stacks; n++, first += step)
    for (let p = first, e = first + length; p < e; p++) sum += x[p]!;
  return sum;
}

function squaresOf(x: NumberArray, at: number, stacks: number, step: number, length: number, mean: number): number {
  let sum = 0;
  for (let n = 0, first = at; n < stacks; n++, first += step)
    for (let p = first, e = first + length; p < e; p++) {
      const d = x[p]! - mean;
      sum += d * d;
    }
  return sum;
}

/** Σ g·(x − mean) */
function dotOf(
  g: NumberArray,
  gi: number,
  x: NumberArray,
  xi: number,
  stacks: number,
  step: number,
  length: number,
  mean: number,
): number {
  let sum = 0;
  for (let n = 0; n < stacks; n++)
    for (let i = n * step, e = i + length; i < e; i++) sum += g[gi + i]! * (x[xi + i]! - mean);
  return sum;
}

/** o = (x − mean)·scale + shift */
function scaleInto(
  o: NumberArray,
  oi: number,
  x: NumberArray,
  xi: number,
  stacks: number,
  step: number,
  length: number,
  mean: number,
  scale: number,
  shift: number,
): void {
  for (let n = 0; n < stacks; n++)
    for (let i = n * step, e = i + length; i < e; i++) o[oi + i] = (x[xi + i]! - mean) * scale + shift;
}

/** o = scale·(g − a − (x − mean)·b) */
function backInto(
  o: NumberArray,
  oi: number,
  g: NumberArray,
  gi: number,
  x: NumberArray,
  xi: number,
  stacks: number,
  step: number,
  length: number,
  mean: number,
  scale: number,
  a: number,
  b: number,
): void {
  for (let n = 0; n < stacks; n++)
    for (let i = n * step, e = i + length; i < e; i++) o[oi + i] = scale * (g[gi + i]! - a - (x[xi + i]! - mean) * b);
}
