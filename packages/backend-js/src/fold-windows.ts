import type { Copies } from "./copies.js";
import type { JsHandle } from "./js-handle.js";
import type { NativeDType } from "./number-array.js";
import { ADD } from "./tables.js";
import { Walk } from "./walk.js";

/** `foldWindows` for every dtype but the 16-bit floats. */
export function createFoldWindows(copies: Copies) {
  const walk = new Walk();

  return function foldWindows(x: JsHandle, axis: number, length: number, stride: number, dilation: number): JsHandle {
    const size = x.shape.at(-1)!;
    const shape = x.shape.slice(0, -1);
    const out = copies.full(shape.with(axis, length), 0, x.dtype);
    const { accumulate } = ADD[x.dtype as NativeDType]; // 16-bit floats arrive widened
    const step = out.strides[axis]!;
    const strides = out.strides.with(axis, step * stride);
    // Each k is one window position of all windows at once. From the last k down, every element of the output meets its
    // windows in ascending order.
    for (let k = size - 1; k >= 0; k--) {
      const to = { shape, strides, offset: k * dilation * step };
      const from = { shape, strides: x.strides.slice(0, -1), offset: x.offset + k * x.strides.at(-1)! };
      walk.each(to, from, undefined, undefined, (oi, ai, _bi, _ci, n1, n0) =>
        accumulate(out.data, oi, walk.o1, walk.o0, x.data, ai, walk.a1, walk.a0, n1, n0),
      );
    }
    return out;
  };
}
