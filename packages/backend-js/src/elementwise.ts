import { type BinaryOp, broadcastShapes, type CompareOp, type Operand, sameShape, type UnaryOp } from "@tenon/core";
import { storedNumber } from "./convert-number.js";
import type { JsHandle } from "./js-handle.js";
import type { BinaryKernel, CoreCompareOp } from "./kernel-types.js";
import type { Memory } from "./memory.js";
import { type NativeDType, newArray } from "./number-array.js";
import { BINARY, COMPARE, MOVE, UNARY, UNARY_BITS } from "./tables.js";
import { Walk } from "./walk.js";

/** From this many elements on, a second view of the arrays is paid for by the branches that it saves. */
const BITS_FROM = 128;

/** The elementwise families for every dtype but the 16-bit floats; `where` takes those too. */
export function createElementwise(memory: Memory) {
  const walk = new Walk();

  function unary(op: UnaryOp, x: JsHandle): JsHandle {
    const onBits = x.dtype === "float32" && x.size >= BITS_FROM ? UNARY_BITS[op] : undefined;
    const kernel = onBits ?? UNARY[x.dtype as NativeDType][op]!; // 16-bit floats arrive widened
    const out = x.contiguous ? memory.like(x, x.dtype) : memory.allocate(x.shape, x.dtype);
    const o = onBits ? bitsOf(out) : out.data;
    const a = onBits ? bitsOf(x) : x.data;
    if (x.contiguous) {
      kernel(o, 0, 0, a, x.offset, 0, 1, 1, x.size);
    } else {
      walk.each(out, x, undefined, undefined, (oi, ai, _bi, _ci, n1, n0) =>
        kernel(o, oi, walk.o1, a, ai, walk.a1, walk.a0, n1, n0),
      );
    }
    return out;
  }

  function binary(op: BinaryOp, a: Operand<JsHandle>, b: Operand<JsHandle>): JsHandle {
    if (typeof b === "number") {
      const x = a as JsHandle; // at most one operand is a number
      // x² by one multiplication: exact before the final rounding, and 15 times as fast
      if (op === "pow" && b === 2 && (x.dtype === "float32" || x.dtype === "float64")) return binary("mul", x, x);
      return combine(BINARY[x.dtype as NativeDType][op]!, x, scalar(b, x), x.dtype as NativeDType);
    }
    const dtype = b.dtype as NativeDType; // 16-bit floats arrive widened
    return combine(BINARY[dtype][op]!, typeof a === "number" ? scalar(a, b) : a, b, dtype);
  }

  function compare(op: CompareOp, a: Operand<JsHandle>, b: Operand<JsHandle>): JsHandle {
    const x = typeof a === "number" ? scalar(a, b as JsHandle) : a; // at most one operand is a number
    const y = typeof b === "number" ? scalar(b, x) : b;
    const kernels = COMPARE[x.dtype as NativeDType]; // 16-bit floats arrive widened
    if (op === "gt") return combine(kernels.lt, y, x, "bool");
    if (op === "ge") return combine(kernels.le, y, x, "bool");
    return combine(kernels[op satisfies CoreCompareOp], x, y, "bool");
  }

  function combine(kernel: BinaryKernel, a: JsHandle, b: JsHandle, dtype: NativeDType): JsHandle {
    if (a.contiguous && b.contiguous) {
      if (sameShape(a.shape, b.shape)) {
        const out = memory.like(a, dtype);
        kernel(out.data, 0, 0, a.data, a.offset, 0, 1, b.data, b.offset, 0, 1, 1, a.size);
        return out;
      }
      if (b.size === 1 && b.shape.length <= a.shape.length) {
        const out = memory.like(a, dtype);
        kernel(out.data, 0, 0, a.data, a.offset, 0, 1, b.data, b.offset, 0, 0, 1, a.size);
        return out;
      }
      if (a.size === 1 && a.shape.length <= b.shape.length) {
        const out = memory.like(b, dtype);
        kernel(out.data, 0, 0, a.data, a.offset, 0, 0, b.data, b.offset, 0, 1, 1, b.size);
        return out;
      }
    }
    const out = memory.allocate(broadcastShapes(a.shape, b.shape)!, dtype); // core checked that they fit
    walk.each(out, a, b, undefined, (oi, ai, bi, _ci, n1, n0) =>
      kernel(out.data, oi, walk.o1, a.data, ai, walk.a1, walk.a0, b.data, bi, walk.b1, walk.b0, n1, n0),
    );
    return out;
  }

  function where(condition: JsHandle, a: Operand<JsHandle>, b: Operand<JsHandle>): JsHandle {
    const x = typeof a === "number" ? scalar(a, b as JsHandle) : a; // at most one of them is a number
    const y = typeof b === "number" ? scalar(b, x) : b;
    const shape = broadcastShapes(condition.shape, broadcastShapes(x.shape, y.shape)!)!; // core checked that they fit
    const out = memory.allocate(shape, x.dtype);
    const onBits = x.dtype === "float32" && out.size >= BITS_FROM;
    const { select } = MOVE[onBits ? "int32" : x.dtype];
    const [o, p, q] = onBits ? [bitsOf(out), bitsOf(x), bitsOf(y)] : [out.data, x.data, y.data];
    const c = condition.data;
    walk.each(out, condition, x, y, (oi, ci, ai, bi, n1, n0) => {
      const { o1, a1, a0, b1, b0, c1, c0 } = walk;
      select(o, oi, o1, c, ci, a1, a0, p, ai, b1, b0, q, bi, c1, c0, n1, n0);
    });
    return out;
  }

  return { unary, binary, compare, where };
}

/** The bits of float32 elements, at the same positions. */
function bitsOf({ data }: JsHandle): Int32Array {
  return new Int32Array(data.buffer, data.byteOffset, data.length);
}

/** A number as the rank-0 operand that it stands for, in the dtype of the tensor it meets; outside the memory count. */
function scalar(value: number, beside: JsHandle): JsHandle {
  const data = newArray(beside.dtype, 1);
  data[0] = storedNumber(value, beside.dtype);
  return {
    shape: [],
    dtype: beside.dtype,
    data,
    offset: 0,
    strides: [],
    size: 1,
    contiguous: true,
    base: undefined,
    uses: 1,
    disposed: false,
  };
}
