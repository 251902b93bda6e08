import type { Fused } from "@tenon/core";
import type { Copies } from "../copies.js";
import { float32Exp } from "../float32-math.js";
import type { JsHandle } from "../js-handle.js";
import type { Memory } from "../memory.js";
import { withAllContiguous } from "./with-all-contiguous.js";

type CrossEntropy = Pick<Fused<JsHandle>, "crossEntropy" | "crossEntropyBackward">;

/** Cross-entropy of float32 rows without their probabilities ever being written; composed elsewhere. */
export function createCrossEntropy(memory: Memory, copies: Copies): CrossEntropy {
  return {
    crossEntropy(inputs, { ignoreIndex }, compose) {
      const [logits, targets] = inputs as readonly [JsHandle, JsHandle];
      if (logits.dtype !== "float32" || targets.dtype !== "int32") return compose();
      return withAllContiguous(copies, inputs, ([x, target]) => {
        const [rows, classes] = x!.shape as readonly [number, number];
        if (!isWithin(target!, classes, ignoreIndex)) return compose(); // which throws
        const outputs = [0, 1].map(() => memory.allocate([rows], "float32"));
        const [losses, logSums] = outputs.map(({ data }) => data);
        for (let i = 0, p = x!.offset; i < rows; i++, p += classes) {
          const t = target!.data[target!.offset + i]!;
          const logSum = logSumOf(x!.data, p, classes);
          logSums![i] = logSum;
          losses![i] = t === ignoreIndex ? 0 : logSum - x!.data[p + t]!;
        }
        return outputs;
      });
    },

    crossEntropyBackward(inputs, { ignoreIndex }, compose) {
      if (inputs.some(({ dtype }, i) => dtype !== (i === 2 ? "int32" : "float32"))) return compose();
      return withAllContiguous(copies, inputs, ([g, x, target, logSum]) => {
        const [rows, classes] = x!.shape as readonly [number, number];
        const dx = memory.like(x!, "float32");
        for (let i = 0; i < rows; i++) {
          const t = target!.data[target!.offset + i]!;
          const flow = t === ignoreIndex ? 0 : g!.data[g!.offset + i]!;
          const q = i * classes;
          spread(dx.data, q, x!.data, x!.offset + q, classes, logSum!.data[logSum!.offset + i]!, flow);
          if (flow !== 0) dx.data[q + t] = dx.data[q + t]! - flow;
        }
        return [dx];
      });
    },
  };
}

function isWithin({ data, offset, size }: JsHandle, classes: number, ignoreIndex: number): boolean {
  for (let i = offset; i < offset + size; i++) {
    const target = data[i]!;
    if ((target < 0 || target >= classes) && target !== ignoreIndex) return false;
  }
  return true;
}

/** log Σ eˣ of a row. */
function logSumOf(x: JsHandle["data"], at: number, n: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let p = at, e = at + n; p < e; p++) most = x[p]! > most ? x[p]! : most;
  let sum = 0;
  for (let p = at, e = at + n; p < e; p++) sum += float32Exp(x[p]! - most);
  return most + Math.log(sum);
}

/** flow·softmax(x) of a row. The logarithm of the sum has been rounded, which another sum mends. */
function spread(
  o: JsHandle["data"],
  oi: number,
  x: JsHandle["data"],
  xi: number,
  n: number,
  logSum: number,
  flow: number,
): void {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const e = float32Exp(x[xi + i]! - logSum);
    sum += e;
    o[oi + i] = e;
  }
  const scale = flow / sum;
  for (let i = 0; i < n; i++) o[oi + i] = o[oi + i]! * scale;
}
