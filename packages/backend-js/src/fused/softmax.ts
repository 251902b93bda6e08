import type { Fused } from "@tenon/core";
import type { Copies } from "../copies.js";
import { float32Exp } from "../float32-math.js";
import type { JsHandle } from "../js-handle.js";
import type { Memory } from "../memory.js";

type Softmax = Pick<Fused<JsHandle>, "softmax" | "softmaxBackward" | "logSoftmax" | "logSoftmaxBackward">;

/** Softmax and its logarithm along the last axis of float32, a row at a time; composed elsewhere. */
export function createSoftmax(memory: Memory, copies: Copies): Softmax {
  /** Runs `row` on every row of inputs of one shape. */
  function alongRows(inputs: readonly JsHandle[], row: Row): JsHandle[] {
    const [a, b = a] = inputs as readonly [JsHandle, JsHandle?]; // one or two
    return copies.withContiguous(a, (x) =>
      copies.withContiguous(b, (y) => {
        const out = memory.like(x, "float32");
        const n = x.shape.at(-1)!;
        for (let i = 0; i < x.size; i += n) row(out.data, i, x.data, x.offset + i, y.data, y.offset + i, n);
        return [out];
      }),
    );
  }

  const rowwise =
    (row: Row): Fused<JsHandle>["softmax"] =>
    (inputs, { axis }, compose) =>
      inputs.every((x) => x.dtype === "float32" && axis === x.shape.length - 1) ? alongRows(inputs, row) : compose();

  return {
    softmax: rowwise(softmaxRow),
    softmaxBackward: rowwise(softmaxBackwardRow),
    logSoftmax: rowwise(logSoftmaxRow),
    logSoftmaxBackward: rowwise(logSoftmaxBackwardRow),
  };
}

type Row = (
  o: JsHandle["data"],
  oi: number,
  a: JsHandle["data"],
  ai: number,
  b: JsHandle["data"],
  bi: number,
  n: number,
) => void;

/** NaN is passed over: it comes back with the exponentials. */
function largest(a: JsHandle["data"], ai: number, n: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let p = ai, e = ai + n; p < e; p++) {
    const x = a[p]!;
    if (x > most) most = x;
  }
  return most;
}

const softmaxRow: Row = (o, oi, a, ai, _b, _bi, n) => {
  const most = largest(a, ai, n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const e = float32Exp(a[ai + i]! - most);
    sum += e;
    o[oi + i] = e;
  }
  const scale = 1 / sum;
  for (let i = 0; i < n; i++) o[oi + i] = o[oi + i]! * scale;
};

const logSoftmaxRow: Row = (o, oi, a, ai, _b, _bi, n) => {
  const most = largest(a, ai, n);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += float32Exp(a[ai + i]! - most);
  const logSum = most + Math.log(sum);
  for (let i = 0; i < n; i++) o[oi + i] = a[ai + i]! - logSum;
};

/** (g − Σ g·y)·y */
const softmaxBackwardRow: Row = (o, oi, g, gi, y, yi, n) => {
  let dot = 0;
  for (let i = 0; i < n; i++) dot += g[gi + i]! * y[yi + i]!;
  for (let i = 0; i < n; i++) o[oi + i] = (g[gi + i]! - dot) * y[yi + i]!;
};

/** g − eʸ·Σ g */
const logSoftmaxBackwardRow: Row = (o, oi, g, gi, y, yi, n) => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += g[gi + i]!;
  for (let i = 0; i < n; i++) o[oi + i] = g[gi + i]! - float32Exp(y[yi + i]!) * sum;
};
