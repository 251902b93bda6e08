import type { JsHandle } from "./js-handle.js";
import type { Memory } from "./memory.js";

/** The movement ops that only look at their input differently: views in O(1). */
export function createViews(memory: Memory) {
  return {
    permute(x: JsHandle, axes: readonly number[]): JsHandle {
      return memory.view(
        x,
        axes.map((axis) => x.shape[axis]!),
        axes.map((axis) => x.strides[axis]!),
        x.offset,
      );
    },

    broadcastTo(x: JsHandle, shape: readonly number[]): JsHandle {
      const added = shape.length - x.shape.length;
      const strides = shape.map((n, i) => (i < added || x.shape[i - added] !== n ? 0 : x.strides[i - added]!));
      return memory.view(x, shape, strides, x.offset);
    },

    flip(x: JsHandle, axes: readonly number[]): JsHandle {
      const strides = [...x.strides];
      let offset = x.offset;
      for (const axis of axes) {
        offset += Math.max(0, x.shape[axis]! - 1) * strides[axis]!;
        strides[axis] = -strides[axis]!;
      }
      return memory.view(x, x.shape, strides, offset);
    },

    slice(x: JsHandle, start: readonly number[], size: readonly number[], step: readonly number[]): JsHandle {
      let offset = x.offset;
      for (let i = 0; i < start.length; i++) offset += start[i]! * x.strides[i]!;
      const strides = x.strides.map((stride, i) => stride * step[i]!);
      return memory.view(x, [...size], strides, offset);
    },

    windows(x: JsHandle, axis: number, size: number, stride: number, dilation: number): JsHandle {
      const count = Math.floor((x.shape[axis]! - dilation * (size - 1) - 1) / stride) + 1;
      const step = x.strides[axis]!;
      const shape = [...x.shape.with(axis, count), size];
      return memory.view(x, shape, [...x.strides.with(axis, step * stride), step * dilation], x.offset);
    },
  };
}

/** The strides that show `x`, which has elements, in `shape` without a copy; `undefined` where its elements do not lie so. */
export function reshapedStrides(x: JsHandle, shape: readonly number[]): number[] | undefined {
  const strides = new Array<number>(shape.length).fill(0);
  let to = shape.length - 1;
  for (let from = x.shape.length - 1; from >= 0; ) {
    const stride = x.strides[from]!;
    let run = x.shape[from--]!;
    while (from >= 0 && (x.shape[from] === 1 || x.strides[from] === run * stride)) run *= x.shape[from--]!;
    if (run === 1) continue;
    let covered = 1;
    while (covered < run) {
      strides[to] = covered * stride;
      covered *= shape[to--]!;
    }
    if (covered !== run) return undefined;
  }
  return strides;
}
