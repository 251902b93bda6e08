import type { Fused, PoolAttributes } from "@tenon/core";
import type { Copies } from "../copies.js";
import type { JsHandle } from "../js-handle.js";
import type { Memory } from "../memory.js";
import type { NumberArray } from "../number-array.js";
import { type Windows, windowsAlong } from "./pool-windows.js";

type AvgPool = Pick<Fused<JsHandle>, "avgPool" | "avgPoolBackward">;

/** Mean pooling of float32 over any number of spatial axes, one after the other; composed elsewhere. */
export function createAvgPool(memory: Memory, copies: Copies): AvgPool {
  return {
    avgPool([x], attributes, compose) {
      if (x?.dtype !== "float32") return compose();
      return copies.withContiguous(x, (first) => [
        alongAxes(memory, first, attributes, (from, axis) => {
          const windows = windowsAlong(attributes, axis, x.shape[2 + axis]!);
          const out = memory.allocate(from.shape.with(2 + axis, windows.starts.length), "float32");
          const { stacks, length, inner } = sizesOf(from, 2 + axis);
          const shares = sharesOf(windows, attributes, axis);
          for (let i = 0, oi = 0, xi = from.offset; i < stacks; i++, oi += shares.length * inner, xi += length * inner)
            gatherMeans(out.data, oi, from.data, xi, inner, windows, shares);
          return out;
        }),
      ]);
    },

    avgPoolBackward([g], attributes, compose) {
      if (g?.dtype !== "float32") return compose();
      return copies.withContiguous(g, (first) => [
        alongAxes(memory, first, attributes, (from, axis) => {
          const length = attributes.inputSize[axis]!;
          const windows = windowsAlong(attributes, axis, length);
          const out = copies.full(from.shape.with(2 + axis, length), 0, "float32");
          const { stacks, inner } = sizesOf(from, 2 + axis);
          const shares = sharesOf(windows, attributes, axis);
          for (let i = 0, oi = 0, gi = from.offset; i < stacks; i++, oi += length * inner, gi += shares.length * inner)
            spreadShares(out.data, oi, from.data, gi, inner, windows, shares);
          return out;
        }),
      ]);
    },
  };
}

/** What `pass` makes of x along each spatial axis in turn. */
function alongAxes(
  memory: Memory,
  x: JsHandle,
  { kernelSize }: PoolAttributes,
  pass: (from: JsHandle, axis: number) => JsHandle,
): JsHandle {
  let from = x;
  for (let axis = 0; axis < kernelSize.length; axis++) {
    const out = pass(from, axis);
    if (from !== x) memory.dispose(from);
    from = out;
  }
  return from;
}

/** x as stacks of `length` rows of `inner` elements. */
function sizesOf({ shape, size }: JsHandle, axis: number) {
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const length = shape[axis]!;
  return { stacks: size === 0 ? 0 : size / (length * inner), length, inner };
}

/** What the sum of each window is divided by. */
function sharesOf(
  { counts }: Windows,
  { kernelSize, countPadding }: PoolAttributes & { readonly countPadding: boolean },
  axis: number,
): Float64Array {
  return Float64Array.from(counts, (count) => (countPadding ? kernelSize[axis]! : count));
}

function gatherMeans(
  o: NumberArray,
  oi: number,
  x: NumberArray,
  xi: number,
  inner: number,
  { starts, counts, step }: Windows,
  shares: Float64Array,
): void {
  for (let w = 0, q = oi; w < starts.length; w++) {
    const first = xi + starts[w]! * inner;
    const [count, share] = [counts[w]!, shares[w]!];
    for (let i = 0; i < inner; i++, q++) {
      let sum = 0;
      for (let k = 0, p = first + i; k < count; k++, p += step * inner) sum += x[p]!;
      o[q] = sum / share;
    }
  }
}

function spreadShares(
  o: NumberArray,
  oi: number,
  g: NumberArray,
  gi: number,
  inner: number,
  { starts, counts, step }: Windows,
  shares: Float64Array,
): void {
  for (let w = 0, p = gi; w < starts.length; w++) {
    const first = oi + starts[w]! * inner;
    const [count, share] = [counts[w]!, shares[w]!];
    for (let i = 0; i < inner; i++, p++) {
      const slope = g[p]! / share;
      for (let k = 0, q = first + i; k < count; k++, q += step * inner) o[q] = o[q]! + slope;
    }
  }
}
