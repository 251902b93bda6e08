import { describe, expect, test } from "vitest";
import fixture from "../../test/fixtures/numpy-indexing.json" with { type: "json" };
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { indexOf } from "../../test/support/written-index.js";
import { compile } from "../compile/compile.js";
import { asyncOnly } from "../decorators/async-only.js";
import { sizeOf } from "../shape.js";
import { Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { arange, tensor, zeros } from "./create.js";
import { at, type Index, slice, withAt } from "./indexing.js";

const js = useJs();

const counted = (shape: readonly number[]) => arange(sizeOf(shape)).reshape(shape);
const ints = (values: number[]) => tensor(values, { dtype: "int32" });

describe(`against NumPy ${fixture.numpy}`, () => {
  test("at reads what NumPy reads", () => {
    for (const row of fixture.reads) {
      const y = counted(row.shape).at(...indexOf(row.index));
      expect({ index: row.index, shape: y.shape, data: [...y.dataSync()] }).toEqual({
        index: row.index,
        shape: row.resultShape,
        data: row.data,
      });
    }
  });

  test("index lists may be tensors", () => {
    for (const row of fixture.reads) {
      const index = indexOf(row.index).map((entry): Index => (Array.isArray(entry) ? ints(entry) : entry));
      expect(
        [
          ...counted(row.shape)
            .at(...index)
            .dataSync(),
        ],
        JSON.stringify(row),
      ).toEqual(row.data);
    }
  });

  test("with writes what NumPy writes", () => {
    for (const row of fixture.writes) {
      const value = typeof row.value === "number" ? row.value : tensor(row.value);
      const y = counted(row.shape).with(indexOf(row.index), value);
      expect([...y.dataSync()], JSON.stringify(row)).toEqual(row.data);
      expect(y.shape).toEqual(row.shape);
    }
  });
});

describe("at", () => {
  test("an integer beside index lists drops its axis first, as in PyTorch", () => {
    const y = counted([2, 3, 4]).at(0, slice(), [1, 2]);
    expectClose(y, [[1, 2], [5, 6], [9, 10]]); // biome-ignore format: rows
  });

  test("index tensors may have any rank", () => {
    const index = tensor([[0, 1], [2, 0]], { dtype: "uint8" }); // biome-ignore format: rows
    expectClose(tensor([5, 6, 7]).at(index), [[5, 6], [7, 5]]); // biome-ignore format: rows
  });

  test("takes Variables, and so does withAt", () => {
    const v = new Variable(tensor([1, 2, 3]));
    expectClose(at(v, [slice(1)]), [2, 3]);
    expectClose(withAt(v, [0], v.value.at(2)), [3, 2, 3]);
    // @ts-expect-error an array is no tensor
    expectError(() => at([1, 2], [0]), "invalid_argument", "at", "an array");
  });

  test("masks are lists of booleans, known to a trace, or tensors, which are read", async () => {
    const flags = [true, false, true];
    const x = tensor([[1, 2, 3], [4, 5, 6]], { requiresGrad: true }); // biome-ignore format: rows
    expectClose(x.at(slice(), flags), [[1, 3], [4, 6]]); // biome-ignore format: rows
    expectClose(compile((t: Tensor) => t.at(slice(), flags))(x.detach()), [[1, 3], [4, 6]]); // biome-ignore format: rows
    expectError(() => compile((t: Tensor) => t.at(t.greater(2)))(x.detach()), "read_in_trace");
    const later = asyncOnly(js);
    const y = tensor([1, 2], { backend: later });
    expectError(() => y.at(y.greater(1)), "sync_read_unavailable", "at:", "booleanMask");
    x.at(x.greater(2)).mul(tensor([1, 10, 100, 1000])).sum().backward(); // biome-ignore format: one chain
    expectClose(x.grad!, [[0, 0, 1], [10, 100, 1000]]); // biome-ignore format: rows
  });

  test("carries gradients, and repeated indices add up", () => {
    const x = tensor([1, 2, 3, 4], { requiresGrad: true });
    x.at([1, 1, 3])
      .mul(tensor([1, 10, 100]))
      .sum()
      .backward();
    expectClose(x.grad!, [0, 11, 0, 100]);
    const y = tensor([1, 2, 3, 4], { requiresGrad: true });
    y.at(slice(null, null, -2))
      .mul(tensor([1, 10]))
      .sum()
      .backward();
    expectClose(y.grad!, [0, 10, 0, 1]);
  });

  test("refuses what lies outside", () => {
    const x = zeros([2, 3]);
    expectError(() => x.at(2), "index_out_of_range", "2", "[2, 3]");
    expectError(() => x.at(slice(), -4), "index_out_of_range");
    expectError(() => x.at([0, 2]), "index_out_of_range");
    expectError(() => x.at(0.5), "index_out_of_range");
    expectError(() => x.at(ints([2])), "index_out_of_range");
    expectError(() => x.at(ints([-3])), "index_out_of_range");
  });

  test("names the index that lies outside, and its axis, also among several index tensors", () => {
    const x = zeros([2, 3]);
    expectError(() => x.at(slice(), ints([5])), "index_out_of_range", "index 5", "axis 1 of size 3");
    expectError(() => x.at(ints([-7])), "index_out_of_range", "index -7", "axis 0 of size 2");
    expectError(() => x.at(ints([0, 1]), ints([0, 4])), "index_out_of_range", "index 4", "axis 1 of size 3");
    expectError(() => x.at(ints([-4, 0]), ints([0, 1])), "index_out_of_range", "index -4", "axis 0 of size 2");
  });

  test("refuses what is no index", () => {
    const x = zeros([2, 3]);
    expectError(() => x.at(0, 0, 0), "invalid_argument", "[2, 3]");
    expectError(() => x.at("...", "..."), "invalid_argument", "dots 2");
    expectError(() => x.at(slice(0, 1, 0)), "invalid_argument", "step 0");
    expectError(() => x.at(slice(0.5)), "invalid_argument", "0.5");
    expectError(() => x.at(slice(null, Number.NaN)), "invalid_argument", "NaN");
    expectError(() => x.at(tensor([1.5])), "dtype_mismatch", "float32");
    expectError(() => x.at(tensor([true, false, true])), "shape_mismatch", "[3]", "[2, 3]");
    expectError(() => x.at(0, tensor([[true], [false]])), "invalid_argument", "[2, 3]");
    expectError(() => x.at(tensor(true)), "shape_mismatch", "mask []");
    expectError(() => x.at(slice(), [true]), "shape_mismatch", "[1]", "axis 1");
    expectError(() => x.at([0, 1], [0, 1, 2]), "shape_mismatch", "[2]", "[3]");
  });
});

describe("with", () => {
  test("leaves the original alone and keeps its dtype", () => {
    const x = ints([1, 2, 3]);
    const y = x.with([0], 7.9);
    expect([...y.dataSync()]).toEqual([7, 2, 3]);
    expect(y.dtype).toBe("int32");
    expect([...x.dataSync()]).toEqual([1, 2, 3]);
  });

  test("passes gradients to what survives of the original and to the winning values", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    const value = tensor([10, 20], { requiresGrad: true });
    x.with([[1, 1]], value)
      .mul(tensor([1, 2, 3]))
      .sum()
      .backward();
    expectClose(x.grad!, [1, 0, 3]);
    expectClose(value.grad!, [0, 2]);
  });

  test("a value that is broadcast collects from all places", () => {
    const value = tensor(5, { requiresGrad: true });
    const written: Tensor = zeros([2, 3]).with([slice(), slice(1)], value);
    written.sum().backward();
    expectClose(value.grad!, 4);
  });

  test("refuses values that do not fit", () => {
    expectError(() => zeros([2, 3]).with([0], tensor([1, 2])), "shape_mismatch", "[2]", "[3]");
  });
});
