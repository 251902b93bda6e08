import type { Fused } from "@tenon/core";
import type { Copies } from "../copies.js";
import type { JsHandle } from "../js-handle.js";
import type { Memory } from "../memory.js";
import type { NumberArray } from "../number-array.js";
import { withAllContiguous } from "./with-all-contiguous.js";

type LayerNorm = Pick<Fused<JsHandle>, "layerNorm" | "layerNormBackward">;

/** Layer normalisation over the trailing axes of float32, a row at a time; composed elsewhere. */
export function createLayerNorm(memory: Memory, copies: Copies): LayerNorm {
  return {
    layerNorm(inputs, { axes, epsilon }, compose) {
      const [x] = inputs as readonly [JsHandle];
      if (!isTrailing(x, axes) || inputs.some((input) => input.dtype !== "float32")) return compose();
      return withAllContiguous(copies, inputs, ([from, weight, bias]) => {
        const y = memory.like(from!, "float32");
        const [mean, inverse] = [statistic(memory, x, axes), statistic(memory, x, axes)];
        const n = x.size / mean.size;
        for (let i = 0; i < mean.size; i++)
          normalizeRow(y.data, i * n, from!, weight, bias, n, epsilon, mean.data, inverse.data, i);
        return [y, mean, inverse];
      });
    },

    layerNormBackward(inputs, { axes }, compose) {
      const [, x] = inputs as readonly [JsHandle, JsHandle];
      if (!isTrailing(x, axes) || inputs.some((input) => input.dtype !== "float32")) return compose();
      return withAllContiguous(copies, inputs, ([g, from, mean, inverse, weight]) => {
        const dx = memory.like(from!, "float32");
        const shape = axes.map((axis) => x.shape[axis]!);
        const n = x.size / mean!.size;
        const slopes = new Float64Array(2 * n); // gradients of weight, then of bias
        for (let i = 0; i < mean!.size; i++) {
          const centre = mean!.data[mean!.offset + i]!;
          const scale = inverse!.data[inverse!.offset + i]!;
          backwardRow(dx.data, i * n, g!, from!, weight, n, centre, scale, slopes);
        }
        const [dw, db] = [memory.allocate(shape, "float32"), memory.allocate(shape, "float32")];
        dw.data.set(slopes.subarray(0, n));
        db.data.set(slopes.subarray(n));
        return [dx, dw, db];
      });
    },
  };
}

/** True when `axes` are the last ones and hold elements. */
function isTrailing(x: JsHandle, axes: readonly number[]): boolean {
  return x.size > 0 && axes.length > 0 && axes[0] === x.shape.length - axes.length;
}

function statistic(memory: Memory, x: JsHandle, axes: readonly number[]): JsHandle {
  return memory.allocate(
    x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n)),
    "float32",
  );
}

/** y = (x − μ)/√(σ² + ε)·w + b, in float64 throughout. */
function normalizeRow(
  y: NumberArray,
  yi: number,
  from: JsHandle,
  weight: JsHandle | undefined,
  bias: JsHandle | undefined,
  n: number,
  epsilon: number,
  means: NumberArray,
  inverses: NumberArray,
  row: number,
): void {
  const x = from.data;
  const xi = from.offset + row * n;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += x[xi + i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const d = x[xi + i]! - mean;
    squares += d * d;
  }
  const inverse = 1 / Math.sqrt(squares / n + epsilon);
  means[row] = mean;
  inverses[row] = inverse;
  if (weight === undefined) {
    for (let i = 0; i < n; i++) y[yi + i] = (x[xi + i]! - mean) * inverse;
  } else if (bias === undefined) {
    const w = weight.data;
    const wi = weight.offset;
    for (let i = 0; i < n; i++) y[yi + i] = (x[xi + i]! - mean) * inverse * w[wi + i]!;
  } else {
    const w = weight.data;
    const wi = weight.offset;
    const b = bias.data;
    const bi = bias.offset;
    for (let i = 0; i < n; i++) y[yi + i] = (x[xi + i]! - mean) * inverse * w[wi + i]! + b[bi + i]!;
  }
}

/** dx = r·(h − mean(h) − x̂·mean(h·x̂)) with h = g·w; adds g·x̂ and g to the slopes of weight and bias. */
function backwardRow(
  dx: NumberArray,
  at: number,
  gradient: JsHandle,
  from: JsHandle,
  weight: JsHandle | undefined,
  n: number,
  mean: number,
  inverse: number,
  slopes: Float64Array,
): void {
  const g = gradient.data;
  const x = from.data;
  const gi = gradient.offset + at;
  const xi = from.offset + at;
  const w = weight?.data ?? ONE;
  const wi = weight?.offset ?? 0;
  const step = weight === undefined ? 0 : 1;
  let sum = 0;
  let dot = 0;
  for (let i = 0; i < n; i++) {
    const slope = g[gi + i]!;
    const normal = (x[xi + i]! - mean) * inverse;
    const h = slope * w[wi + i * step]!;
    sum += h;
    dot += h * normal;
    slopes[i] = slopes[i]! + slope * normal;
    slopes[n + i] = slopes[n + i]! + slope;
  }
  sum /= n;
  dot /= n;
  for (let i = 0; i < n; i++) {
    const normal = (x[xi + i]! - mean) * inverse;
    dx[at + i] = inverse * (g[gi + i]! * w[wi + i * step]! - sum - normal * dot);
  }
}

const ONE = /* @__PURE__ */ Float32Array.of(1);
