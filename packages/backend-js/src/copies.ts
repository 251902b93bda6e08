import { type DType, type HostData, stridesOf } from "@tenon/core";
import { storedNumber } from "./convert-number.js";
import { decodeHalf, encodeHalf } from "./half.js";
import type { JsHandle } from "./js-handle.js";
import type { Memory } from "./memory.js";
import { isHalf } from "./number-array.js";
import { MOVE } from "./tables.js";
import { reshapedStrides } from "./views.js";
import { type Strided, Walk } from "./walk.js";

/** From this many elements on, `TypedArray.set` is faster than a loop. */
const SET_FROM = 64;

export type Copies = ReturnType<typeof createCopies>;

/** The ops that move elements to new places. */
export function createCopies(memory: Memory) {
  const walk = new Walk();

  /** Writes `x` into the window `to` of `out`, of the same shape. */
  function copyInto(out: JsHandle, to: Strided, x: JsHandle): void {
    const { copy } = MOVE[out.dtype];
    walk.each(to, x, undefined, undefined, (oi, ai, _bi, _ci, n1, n0) => {
      if (n1 === 1 && n0 >= SET_FROM && walk.o0 === 1 && walk.a0 === 1) {
        out.data.set(x.data.subarray(ai, ai + n0), oi);
      } else {
        copy(out.data, oi, walk.o1, walk.o0, x.data, ai, walk.a1, walk.a0, n1, n0);
      }
    });
  }

  /** A row-major copy. */
  function copy(x: JsHandle): JsHandle {
    const out = memory.allocate(x.shape, x.dtype);
    copyInto(out, out, x);
    return out;
  }

  /** Calls `use` with `x`, or with a row-major copy that lives as long as the call. */
  function withContiguous<R>(x: JsHandle, use: (x: JsHandle) => R): R {
    if (x.contiguous) return use(x);
    const copied = copy(x);
    try {
      return use(copied);
    } finally {
      memory.dispose(copied);
    }
  }

  function full(shape: readonly number[], value: number, dtype: DType): JsHandle {
    const out = memory.allocate(shape, dtype);
    out.data.fill(storedNumber(value, dtype));
    return out;
  }

  return {
    copyInto,
    copy,
    withContiguous,
    full,

    upload(data: HostData, shape: readonly number[], dtype: DType): JsHandle {
      const out = memory.allocate(shape, dtype);
      if (isHalf(dtype)) {
        encodeHalf(dtype, data as Float32Array, out.data as Uint16Array); // 16-bit floats travel as Float32Array
      } else {
        out.data.set(data);
      }
      return out;
    },

    /** Row-major elements in a new host array. */
    download(x: JsHandle): HostData {
      return withContiguous(x, ({ data, offset, size, dtype }) => {
        const elements = data.slice(offset, offset + size);
        if (isHalf(dtype)) return decodeHalf(dtype, elements as Uint16Array); // the array of both 16-bit dtypes
        return elements as HostData; // Uint16Array is used by 16-bit floats only
      });
    },

    reshape(x: JsHandle, shape: readonly number[]): JsHandle {
      const strides = x.contiguous ? stridesOf(shape) : reshapedStrides(x, shape);
      if (strides !== undefined) return memory.view(x, shape, strides, x.offset);
      const copied = copy(x);
      const out = memory.view(copied, shape, stridesOf(shape), 0);
      memory.dispose(copied);
      return out;
    },

    pad(
      x: JsHandle,
      lo: readonly number[],
      hi: readonly number[],
      interior: readonly number[],
      value: number,
    ): JsHandle {
      const shape = x.shape.map((n, i) => lo[i]! + n + Math.max(0, n - 1) * interior[i]! + hi[i]!);
      const out = full(shape, value, x.dtype);
      const offset = lo.reduce((sum, n, i) => sum + n * out.strides[i]!, 0);
      const strides = out.strides.map((stride, i) => stride * (interior[i]! + 1));
      copyInto(out, { shape: x.shape, strides, offset }, x);
      return out;
    },

    concat(xs: readonly JsHandle[], axis: number): JsHandle {
      const first = xs[0]!; // core passes at least one
      const shape = first.shape.with(
        axis,
        xs.reduce((n, x) => n + x.shape[axis]!, 0),
      );
      const out = memory.allocate(shape, first.dtype);
      let offset = 0;
      for (const x of xs) {
        copyInto(out, { shape: x.shape, strides: out.strides, offset }, x);
        offset += x.shape[axis]! * out.strides[axis]!;
      }
      return out;
    },
  };
}
