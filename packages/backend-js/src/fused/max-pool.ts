import type { Fused } from "@tenon/core";
import type { Copies } from "../copies.js";
import type { JsHandle } from "../js-handle.js";
import type { Memory } from "../memory.js";
import { type Windows, windowsAlong } from "./pool-windows.js";

type MaxPool = Pick<Fused<JsHandle>, "maxPool" | "maxPoolBackward">;

/** Max pooling of float32 over one to three spatial axes; composed elsewhere. */
export function createMaxPool(memory: Memory, copies: Copies): MaxPool {
  return {
    maxPool([x], attributes, compose) {
      if (x?.dtype !== "float32" || x.shape.length > 5) return compose();
      return copies.withContiguous(x, (from) => {
        const [n, c, ...space] = x.shape as readonly [number, number, ...number[]];
        const along = space.map((length, i) => windowsAlong(attributes, i, length));
        const shape = [n, c, ...along.map(({ starts }) => starts.length)];
        const values = memory.allocate(shape, "float32");
        const indices = memory.allocate(shape, "int32");
        // axes that are not there have one window of one element
        const one = { kernelSize: [1], stride: [1], padding: [[0, 0]], dilation: [1] } as const;
        const none = windowsAlong(one, 0, 1);
        const windows = [none, none, ...along].slice(-3) as [Windows, Windows, Windows];
        const [height, width] = [1, ...space].slice(-2) as [number, number];
        const area = space.reduce((a, b) => a * b, 1);
        for (let image = 0; image < n * c; image++)
          poolImage(from, from.offset + image * area, height, width, image, values, indices, windows);
        return [values, indices];
      });
    },

    maxPoolBackward([g, indices], { inputSize }, compose) {
      if (g?.dtype !== "float32" || indices === undefined) return compose();
      const [n, c, ...windows] = g.shape as readonly [number, number, ...number[]];
      return copies.withContiguous(g, (from) =>
        copies.withContiguous(indices, (at) => {
          const out = copies.full([n, c, ...inputSize], 0, "float32");
          const count = windows.reduce((a, b) => a * b, 1);
          const area = inputSize.reduce((a, b) => a * b, 1);
          const { data: o } = out;
          for (let image = 0, p = 0; image < n * c; image++)
            for (let i = 0; i < count; i++, p++) {
              const to = image * area + at.data[at.offset + p]!;
              o[to] = o[to]! + from.data[from.offset + p]!;
            }
          return [out];
        }),
      );
    },
  };
}

/**
 * The first largest element of each window, NaN above all; what lies outside the image is never chosen. A row of windows is
 * compared with one of their elements after the other.
 */
function poolImage(
  x: JsHandle,
  start: number,
  height: number,
  width: number,
  image: number,
  values: JsHandle,
  indices: JsHandle,
  [deep, down, right]: readonly [Windows, Windows, Windows],
): void {
  const { data } = x;
  const { data: best } = values;
  const { data: places } = indices;
  const columns = right.starts.length;
  let to = image * deep.starts.length * down.starts.length * columns;
  for (let d = 0; d < deep.starts.length; d++)
    for (let i = 0; i < down.starts.length; i++, to += columns) {
      const first = (deep.starts[d]! * height + down.starts[i]!) * width;
      best.fill(Number.NEGATIVE_INFINITY, to, to + columns);
      for (let j = 0; j < columns; j++) places[to + j] = first + right.starts[j]!;
      for (let a = 0; a < deep.counts[d]!; a++)
        for (let b = 0; b < down.counts[i]!; b++) {
          const row = first + (a * deep.step * height + b * down.step) * width;
          for (let k = 0; k < right.size; k++)
            for (let j = right.from[k]!, e = right.to[k]!, p = row + right.at[k]! + j * right.stride; j < e; j++) {
              const value = data[start + p]!;
              const most = best[to + j]!;
              if (value > most || (Number.isNaN(value) && !Number.isNaN(most))) {
                best[to + j] = value;
                places[to + j] = p;
              }
              p += right.stride;
            }
        }
    }
}
