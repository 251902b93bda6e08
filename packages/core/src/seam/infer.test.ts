import { describe, expect, test } from "vitest";
import { expectError } from "../../test/support/expect-error.js";
import { plainJs } from "../../test/support/js.js";
import type { Handle, Operand } from "./backend.js";
import type { DType } from "./dtype.js";
import { infer, windowCount } from "./infer.js";
import {
  applyPrimitive,
  type PrimitiveAttributes,
  type PrimitiveCall,
  type PrimitiveName,
  primitivesAround,
} from "./primitives.js";

const f32 = (...shape: number[]): Handle => ({ shape, dtype: "float32" });
const i32 = (...shape: number[]): Handle => ({ shape, dtype: "int32" });
const bool = (...shape: number[]): Handle => ({ shape, dtype: "bool" });

type Row = { [K in PrimitiveName]: readonly [K, readonly Operand<Handle>[], PrimitiveAttributes[K]] }[PrimitiveName];

const ROWS: readonly Row[] = [
  ["full", [], { shape: [2], value: 3, dtype: "int8" }],
  ["iota", [], { shape: [2, 3], axis: 1, dtype: "int32" }],
  ["cast", [f32(2)], { dtype: "bool" }],
  ["randomUniform", [i32(2), 7], { shape: [3], dtype: "float32" }],
  ["unary", [f32(2, 3)], { op: "exp" }],
  ["binary", [f32(2, 1), f32(3)], { op: "add" }],
  ["binary", [2, f32(3)], { op: "sub" }],
  ["compare", [f32(2), 1], { op: "lt" }],
  ["where", [bool(2, 1), f32(3), 0], {}],
  ["reduce", [f32(2, 3)], { op: "sum", axes: [1] }],
  ["argReduce", [f32(2, 3)], { op: "max", axis: 0 }],
  ["argsort", [f32(2, 3)], { axis: 1, descending: true }],
  ["scan", [i32(4)], { op: "sum", axis: 0, reverse: false, exclusive: true }],
  ["matmul", [f32(5, 2, 3), f32(4, 3)], { transA: false, transB: true }],
  ["reshape", [f32(2, 3)], { shape: [3, 2] }],
  ["permute", [f32(2, 3)], { axes: [1, 0] }],
  ["broadcastTo", [f32(3)], { shape: [2, 3] }],
  ["flip", [f32(3)], { axes: [0] }],
  ["slice", [f32(5)], { start: [1], size: [2], step: [2] }],
  ["pad", [f32(3)], { lo: [1], hi: [2], interior: [1], value: 0 }],
  ["concat", [f32(2, 1), f32(2, 3)], { axis: 1 }],
  ["windows", [f32(5, 2)], { axis: 0, size: 3, stride: 2, dilation: 1 }],
  ["foldWindows", [f32(2, 2, 3)], { axis: 0, length: 5, stride: 2, dilation: 1 }],
  ["gather", [f32(3, 2), i32(4, 5)], { axis: 0 }],
  ["scatter", [f32(3), i32(2), f32(2)], { op: "add", axis: 0 }],
];

/** Handles with contents, for the shapes of a row; a key for randomUniform. */
function realised(inputs: readonly Operand<Handle>[]) {
  const js = plainJs();
  const make = (x: Operand<Handle>) => (typeof x === "number" ? x : js.full(x.shape, 1, x.dtype));
  return { js, handles: inputs.map(make) };
}

/** Op, inputs and attributes of a row belong together, which a union cannot say. */
const untyped = (op: PrimitiveName) => ({
  infer: infer[op] as (x: readonly Operand<Handle>[], a: unknown) => Handle,
  apply: applyPrimitive[op] as (b: unknown, x: readonly Operand<Handle>[], a: unknown) => Handle,
});

describe("inference", () => {
  test.each(ROWS)("%s gives the shape and dtype that a backend gives", (op, inputs, attributes) => {
    const { js, handles } = realised(inputs);
    const made = untyped(op).apply(js, handles, attributes);
    const { shape, dtype } = untyped(op).infer(inputs, attributes);
    expect({ shape: [...shape], dtype }).toEqual({ shape: [...made.shape], dtype: made.dtype });
  });

  test("covers every primitive", () => {
    expect(new Set(ROWS.map(([op]) => op))).toEqual(new Set(Object.keys(infer)));
  });

  test("counts windows", () => {
    expect(windowCount(5, 3, 2, 1)).toBe(2);
    expect(windowCount(5, 3, 1, 2)).toBe(1);
    expect(windowCount(4, 3, 1, 2)).toBe(0);
    expect(windowCount(2, 5, 1, 1)).toBe(0);
  });

  test("refuses what does not fit", () => {
    const mixed = (dtype: DType): Handle => ({ shape: [2], dtype });
    expectError(() => infer.binary([f32(2), f32(3)], { op: "add" }), "shape_mismatch", "add");
    expectError(() => infer.binary([mixed("int32"), f32(2)], { op: "mul" }), "dtype_mismatch", "int32", "float32");
    expectError(() => infer.compare([mixed("int32"), f32(2)], { op: "lt" }), "dtype_mismatch");
    expectError(() => infer.concat([f32(2), i32(2)], { axis: 0 }), "dtype_mismatch");
    expectError(
      () => infer.matmul([f32(2, 3), f32(2, 3)], { transA: true, transB: true }),
      "shape_mismatch",
      "b of shape [2, 2]",
    );
    expectError(
      () => infer.matmul([f32(2, 2, 3), f32(3, 3, 2)], { transA: false, transB: false }),
      "shape_mismatch",
      "batch",
    );
    expectError(() => infer.reshape([f32(2)], { shape: [3] }), "shape_mismatch");
    expectError(() => infer.broadcastTo([f32(2)], { shape: [3] }), "shape_mismatch");
  });
});

describe("primitives as data", () => {
  test.each(ROWS)("%s comes back as the call that it was", (op, inputs, attributes) => {
    const { js, handles } = realised(inputs);
    const seen: PrimitiveCall<Handle>[] = [];
    const decorated = {
      ...js,
      ...primitivesAround<Handle>((call) => {
        seen.push(call);
        return untyped(call.op).apply(js, call.inputs, call.attributes);
      }),
    };
    untyped(op).apply(decorated, handles, attributes);
    expect(seen).toEqual([{ op, inputs: handles, attributes }]);
  });
});
