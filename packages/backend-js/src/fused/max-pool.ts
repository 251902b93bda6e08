import type { Fused, PoolAttributes } from "@tenon/core";
import type { Copies } from "../copies.js";
import type { JsHandle } from "../js-handle.js";
import type { Memory } from "../memory.js";

type MaxPool = Pick<Fused<JsHandle>, "maxPool" | "maxPoolBackward">;

/** Max pooling of float32 images over two spatial axes; composed elsewhere. */
export function createMaxPool(memory: Memory, copies: Copies): MaxPool {
  return {
    maxPool([x], attributes, compose) {
      if (x?.dtype !== "float32" || x.shape.length !== 4) return compose();
      return copies.withContiguous(x, (from) => {
        const [n, c, height, width] = x.shape as readonly [number, number, number, number];
        const shape = [n, c, outputSize(height, attributes, 0), outputSize(width, attributes, 1)];
        const values = memory.allocate(shape, "float32");
        const indices = memory.allocate(shape, "int32");
        for (let i = 0; i < n * c; i++) poolImage(from, i, values, indices, attributes);
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

function outputSize(size: number, { kernelSize, stride, padding, dilation }: PoolAttributes, axis: 0 | 1): number {
  const [lo, hi] = padding[axis]!;
  return Math.floor((size + lo + hi - dilation[axis]! * (kernelSize[axis]! - 1) - 1) / stride[axis]!) + 1;
}

/** The first largest element of each window, NaN above all; what lies outside the image is never chosen. */
function poolImage(
  x: JsHandle,
  image: number,
  values: JsHandle,
  indices: JsHandle,
  { kernelSize, stride, padding, dilation }: PoolAttributes,
): void {
  const [, , height, width] = x.shape as readonly [number, number, number, number];
  const [, , rows, columns] = values.shape as readonly [number, number, number, number];
  const [kernelRows, kernelColumns] = kernelSize as readonly [number, number];
  const [stepDown, stepRight] = stride as readonly [number, number];
  const [down, right] = dilation as readonly [number, number];
  const top = padding[0]![0];
  const left = padding[1]![0];
  const { data } = x;
  const start = x.offset + image * height * width;
  let to = image * rows * columns;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++, to++) {
      let best = Number.NEGATIVE_INFINITY;
      let at = -1;
      for (let r = 0, y = i * stepDown - top; r < kernelRows; r++, y += down) {
        if (y < 0 || y >= height) continue;
        for (let k = 0, z = j * stepRight - left; k < kernelColumns; k++, z += right) {
          if (z < 0 || z >= width) continue;
          const value = data[start + y * width + z]!;
          if (at < 0 || (!(value <= best) && !Number.isNaN(best))) {
            best = value;
            at = y * width + z;
          }
        }
      }
      values.data[to] = best;
      indices.data[to] = at;
    }
}
