import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { arange, logspace, tensor, zeros } from "./create.js";
import { diag, diagonal } from "./diagonal.js";
import { meshgrid } from "./meshgrid.js";
import { broadcastTo } from "./movement.js";
import { normalize } from "./unit-norm.js";

useJs();

const grid = (rows: number, columns: number) => arange(rows * columns).reshape([rows, columns]);

/** Elements (i, i + offset) of a matrix, by counting. */
function byHand(rows: number, columns: number, offset: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < rows; i++) if (i + offset >= 0 && i + offset < columns) found.push(i * columns + i + offset);
  return found;
}

describe("diagonal", () => {
  test.each([
    [3, 3],
    [2, 5],
    [5, 2],
    [1, 4],
    [0, 3],
    [3, 0],
  ])("of a %d × %d matrix holds the elements (i, i + offset)", (rows, columns) => {
    for (let offset = -6; offset <= 6; offset++)
      expectClose(diagonal(grid(rows, columns), { offset }), byHand(rows, columns, offset));
  });

  test("of two axes leaves the others first", () => {
    const x = arange(24).reshape([2, 3, 4]);
    expectClose(diagonal(x, { axis1: 1, axis2: 2 }), [[0, 5, 10], [12, 17, 22]]); // biome-ignore format: rows
    expectClose(diagonal(x, { axis1: -1, axis2: 0, offset: -1 }), [[1, 14], [5, 18], [9, 22]]); // biome-ignore format: rows
  });

  test("of views and bools", () => {
    expectClose(diagonal(grid(2, 3).transpose()), [0, 4]);
    expectClose(diagonal(broadcastTo(tensor([1, 2]), [2, 2])), [1, 2]);
    expect(diagonal(tensor([[true, false], [false, false]])).toArraySync()).toEqual([true, false]); // biome-ignore format: rows
  });

  test("passes its gradient back to where it came from", async () => {
    await gradcheck((x) => diagonal(x, { offset: 1 }).sin().sum(), [sample([3, 4])]);
    const [g] = grad((x) => diagonal(x, { offset: -1 }).sum())(sample([3, 2]));
    expectClose(g!, [[0, 0], [1, 0], [0, 1]]); // biome-ignore format: rows
  });
});

describe("diag", () => {
  test.each([-2, -1, 0, 1, 3])("puts a vector on diagonal %d, where diagonal finds it", (offset) => {
    for (const n of [0, 1, 4]) {
      const x = arange(1, n + 1);
      const y = diag(x, { offset });
      expect(y.shape).toEqual([n + Math.abs(offset), n + Math.abs(offset)]);
      expectClose(diag(y, { offset }), [...x.dataSync()]);
      expect(y.sum().itemSync()).toBe((n * (n + 1)) / 2);
    }
  });

  test("keeps dtypes and passes gradients", async () => {
    expect(diag(tensor([true, true])).toArraySync()).toEqual([[true, false], [false, true]]); // biome-ignore format: rows
    expect(diag(tensor([1], { dtype: "int8" })).dtype).toBe("int8");
    await gradcheck((x) => diag(x, { offset: 2 }).add(1).sin().sum(), [sample([3])]);
    expectError(() => diag(zeros([1, 1, 1])), "shape_mismatch", "[1, 1, 1]");
  });
});

describe("meshgrid", () => {
  test("varies each vector along its own axis", () => {
    const vectors = [tensor([1, 2]), tensor([3, 4, 5]), tensor(6)];
    const [a, b, c] = meshgrid(vectors);
    expect([a, b, c].map((x) => x!.shape)).toEqual([[2, 3, 1], [2, 3, 1], [2, 3, 1]]); // biome-ignore format: rows
    expectClose(a!.reshape([2, 3]), [[1, 1, 1], [2, 2, 2]]); // biome-ignore format: rows
    expectClose(b!.reshape([2, 3]), [[3, 4, 5], [3, 4, 5]]); // biome-ignore format: rows
    const [x, y] = meshgrid(vectors.slice(0, 2), { indexing: "xy" });
    expectClose(x!, [[1, 2], [1, 2], [1, 2]]); // biome-ignore format: rows
    expectClose(y!, [[3, 3], [4, 4], [5, 5]]); // biome-ignore format: rows
    expect(meshgrid([])).toEqual([]);
  });
});

test("logspace reaches both ends, and may be empty", () => {
  expectClose(logspace(-2, 1, 4, { dtype: "float64" }), [0.01, 0.1, 1, 10], 1e-15);
  expectClose(logspace(0, 3, 4, { base: 2 }), [1, 2, 4, 8]);
  expectClose(logspace(2, 5, 1), [100]);
  expect(logspace(0, 1, 0).shape).toEqual([0]);
});

describe("normalize", () => {
  test("makes vectors of norm 1, and leaves zeros", () => {
    const x = sample([4, 3]);
    expectClose(normalize(x).square().sum({ axis: 1 }), [1, 1, 1, 1], 1e-14);
    expectClose(normalize(x, { p: 1, axis: 0 }).abs().sum({ axis: 0 }), [1, 1, 1], 1e-14);
    expectClose(normalize(zeros([1, 2], { dtype: "float16" })), [[0, 0]]);
    expectClose(
      normalize(tensor([3e-8, 4e-8], { dtype: "float16" }), { axis: 0 })
        .square()
        .sum(),
      1,
      1e-2,
    );
  });

  test("has a finite gradient at 0", async () => {
    await gradcheck((x) => normalize(x).sin().sum(), [sample([2, 3])]);
    const [g] = grad((x) => normalize(x).sum())(zeros([1, 2]));
    expect([...g!.dataSync()].every(Number.isFinite)).toBe(true);
  });
});
