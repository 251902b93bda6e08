import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { plainJs, useJs } from "../../test/support/js.js";
import { setBackend } from "../engine/context.js";
import { DTYPES, type DType } from "../seam/dtype.js";
import {
  arange,
  eye,
  full,
  fullLike,
  iota,
  linspace,
  oneHot,
  ones,
  onesLike,
  tensor,
  zeros,
  zerosLike,
} from "./create.js";

const js = useJs();

describe("tensor", () => {
  test("takes numbers, booleans and nested arrays", () => {
    expect(tensor(3).shape).toEqual([]);
    expect(tensor([[1, 2], [3, 4]]).shape).toEqual([2, 2]); // biome-ignore format: rows
    expect(tensor([[[1], [2]]]).shape).toEqual([1, 2, 1]);
    expect(tensor(true).dtype).toBe("bool");
    expect(tensor([[true], [false]]).toArraySync()).toEqual([[true], [false]]);
    expect(tensor([true, 2]).dtype).toBe("float32");
    expectClose(tensor([true, 2]), [1, 2]);
  });

  test("takes empty arrays", () => {
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(tensor([]).dtype).toBe("float32");
  });

  test.each([
    [new Float32Array([1.5]), "float32"],
    [new Float64Array([1.5]), "float64"],
    [new Int32Array([-3]), "int32"],
    [new Int8Array([-3]), "int8"],
    [new Uint8Array([200]), "uint8"],
    [new Uint8ClampedArray([200]), "uint8"],
    [new Int16Array([-300]), "int32"],
    [new Uint16Array([60000]), "int32"],
    [new Uint32Array([70000]), "float32"],
  ] as const)("typed array %o becomes %s", (values, dtype) => {
    const x = tensor(values);
    expect(x.dtype).toBe(dtype);
    expect([...x.dataSync()]).toEqual([...values]);
  });

  test("copies a typed array and takes a shape for it", () => {
    const values = new Float32Array([1, 2, 3, 4]);
    const x = tensor(values, { shape: [2, 2] });
    values[0] = 99;
    expectClose(x, [[1, 2], [3, 4]]); // biome-ignore format: rows
  });

  test("takes int64 as int32, checked", () => {
    const x = tensor(BigInt64Array.of(1n, -2n, 2147483647n));
    expect(x.dtype).toBe("int32");
    expectClose(x, [1, -2, 2147483647]);
    expectError(() => tensor(BigInt64Array.of(2147483648n)), "invalid_argument", "2147483648");
    expectClose(tensor(BigUint64Array.of(7n)), [7]);
    expectError(() => tensor(BigUint64Array.of(2n ** 63n)), "invalid_argument", "9223372036854775808");
  });

  test("converts values as a cast from float64 does", () => {
    const odd = [1.9, -1.9, 300, -300, Number.NaN, Number.POSITIVE_INFINITY];
    const as = (dtype: DType) => [...tensor(odd, { dtype }).dataSync()];
    expect(as("int8")).toEqual([1, -1, 127, -128, 0, 127]);
    expect(as("uint8")).toEqual([1, 0, 255, 0, 0, 255]);
    expect(as("int32")).toEqual([1, -1, 300, -300, 0, 2147483647]);
    expect(as("bool")).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...tensor([0.1], { dtype: "float16" }).dataSync()]).toEqual([0.0999755859375]);
    expect([...tensor([0.1], { dtype: "bfloat16" }).dataSync()]).toEqual([0.10009765625]);
    expect([...tensor([0.1], { dtype: "float64" }).dataSync()]).toEqual([0.1]);
  });

  test("refuses ragged arrays and says where", () => {
    const { memory } = js;
    const before = memory();
    expectError(() => tensor([[1, 2], [3]]), "ragged_array", "depth 1", "array of 2", "array of 1");
    expectError(() => tensor([1, [2]]), "ragged_array", "a number", "array of 1");
    expectError(() => tensor([[1], 2]), "ragged_array", "array of 1", "2");
    expectError(() => tensor([[], [1]]), "ragged_array");
    // @ts-expect-error a string is no number
    expectError(() => tensor(["1"]), "ragged_array");
    // @ts-expect-error nor is undefined
    expectError(() => tensor([undefined]), "ragged_array", "undefined");
    expect(memory()).toEqual(before);
  });

  test("refuses what holds no numbers", () => {
    // @ts-expect-error null is no value
    expectError(() => tensor(null), "invalid_argument", "null");
    // @ts-expect-error a string is no value
    expectError(() => tensor("12"), "invalid_argument", '"12"');
    // @ts-expect-error a DataView has no element type
    expectError(() => tensor(new DataView(new ArrayBuffer(8))), "invalid_argument", "object");
  });

  test("refuses shapes and dtypes that do not fit", () => {
    expectError(() => tensor([1, 2, 3], { shape: [2, 2] }), "shape_mismatch", "values 3", "[2, 2]");
    expectError(() => tensor([1], { shape: [-1] }), "invalid_argument", "[-1]");
    // @ts-expect-error no such dtype
    expectError(() => tensor([1], { dtype: "float" }), "dtype_mismatch", '"float"', "float32");
  });
});

describe("where tensors are made", () => {
  test("no backend, no tensor", () => {
    setBackend(undefined);
    expectError(() => tensor([1]), "backend_missing", "setBackend");
    expectError(() => zeros([1]), "backend_missing");
    expect(ones([1], { backend: js }).backend).toBe(js);
  });

  test("a dtype that the backend does not hold is refused", () => {
    const { float64: _, ...dtypes } = js.caps.dtypes;
    const backend = { ...plainJs(), name: "single", caps: { ...js.caps, dtypes } };
    expectError(() => tensor([1], { backend, dtype: "float64" }), "dtype_mismatch", "single", "float64");
    expectError(() => full([1], 0, { backend, dtype: "float64" }), "dtype_mismatch");
    expectError(() => tensor([1], { backend }).cast("float64"), "dtype_mismatch", "cast");
  });

  test("a dtype that the backend only stores can be moved, not computed", () => {
    const backend = {
      ...plainJs(),
      name: "store",
      caps: { ...js.caps, dtypes: { float32: "compute", int8: "storage" } },
    };
    const x = tensor([1, 2], { backend: backend as typeof js, dtype: "int8" }); // the literals of its caps
    expect(x.reshape([2, 1]).cast("float32").dtype).toBe("float32");
    expectError(() => x.add(1), "dtype_mismatch", "only stores", "int8");
  });

  test("requiresGrad makes leaves", () => {
    for (const x of [
      tensor([1], { requiresGrad: true }),
      zeros([1], { requiresGrad: true }),
      eye(1, 1, { requiresGrad: true }),
    ])
      expect(x.requiresGrad).toBe(true);
    expect(zeros([1]).requiresGrad).toBe(false);
  });
});

describe("fills", () => {
  test("full, zeros, ones and their likes, in every dtype", () => {
    for (const dtype of DTYPES) {
      expectClose(full([2], 1, { dtype }), [1, 1]);
      expect(zeros([1, 0], { dtype }).shape).toEqual([1, 0]);
      const like = onesLike(zeros([2], { dtype }));
      expect(like.dtype).toBe(dtype);
      expectClose(like, [1, 1]);
    }
    expectClose(fullLike(tensor([1, 2]), 5), [5, 5]);
    expectClose(zerosLike(tensor([1, 2])), [0, 0]);
    expect(onesLike(tensor([1]), { dtype: "int32" }).dtype).toBe("int32");
    expectError(() => zeros([1.5]), "invalid_argument", "[1.5]");
  });

  test("a like is made where its model is", () => {
    const other = plainJs();
    expect(zerosLike(zeros([1], { backend: other })).backend).toBe(other);
  });
});

describe("sequences", () => {
  test("arange counts like Python's range, with fractions too", () => {
    expectClose(arange(3), [0, 1, 2]);
    expect(arange(3).dtype).toBe("int32");
    expectClose(arange(1, 2, 0.5), [1, 1.5]);
    expect(arange(1, 2, 0.5).dtype).toBe("float32");
    expectClose(arange(5, 0, -2), [5, 3, 1]);
    expectClose(arange(2, 2), []);
    expect(arange(3, undefined, 1, { dtype: "float64" }).dtype).toBe("float64");
    expectError(() => arange(0, 3, 0), "invalid_argument", "step 0");
    expectError(() => arange(0, 3, -1), "invalid_argument", "step -1");
    expectError(() => arange(Number.NaN), "invalid_argument", "NaN");
  });

  test("linspace includes both ends", () => {
    expectClose(linspace(0, 1, 5), [0, 0.25, 0.5, 0.75, 1]);
    expectClose(linspace(3, 9, 1), [3]);
    expectClose(linspace(0, 1, 0), []);
    expect(linspace(0, 0.1, 4, { dtype: "float64" }).at(3).itemSync()).toBe(0.1);
    expectError(() => linspace(0, 1, -1), "invalid_argument", "-1");
    expectError(() => linspace(0, 1, 2.5), "invalid_argument", "2.5");
  });

  test("iota counts along one axis", () => {
    expectClose(iota([2, 3], 1), [[0, 1, 2], [0, 1, 2]]); // biome-ignore format: rows
    expectClose(iota([2, 3], -2), [[0, 0, 0], [1, 1, 1]]); // biome-ignore format: rows
    expect(iota([2], 0, { dtype: "float32" }).dtype).toBe("float32");
    expectError(() => iota([2, 3], 2), "invalid_argument", "axis 2");
    expectError(() => iota([], 0), "invalid_argument", "rank 0");
    expectError(() => iota([-1], 0), "invalid_argument", "[-1]");
  });
});

describe("eye and oneHot", () => {
  test("eye has ones on its diagonal", () => {
    expectClose(eye(2), [[1, 0], [0, 1]]); // biome-ignore format: rows
    expectClose(eye(2, 3), [[1, 0, 0], [0, 1, 0]]); // biome-ignore format: rows
    expect(eye(2, 2, { dtype: "int32" }).dtype).toBe("int32");
    expect(eye(2, 2, { dtype: "bool" }).dtype).toBe("bool");
  });

  test("oneHot marks the class, and leaves rows of unknown classes empty", () => {
    expectClose(oneHot(tensor([1, 0], { dtype: "int32" }), 2), [[0, 1], [1, 0]]); // biome-ignore format: rows
    expectClose(oneHot(tensor([5, -1], { dtype: "int32" }), 2), [[0, 0], [0, 0]]); // biome-ignore format: rows
    expect(oneHot(tensor([[1]], { dtype: "uint8" }), 3, { dtype: "bool" }).shape).toEqual([1, 1, 3]);
    expectError(() => oneHot(tensor([1.5]), 2), "dtype_mismatch", "float32");
  });
});
