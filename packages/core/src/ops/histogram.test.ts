import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError, expectRejection } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sampleNumbers } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { compile } from "../compile/compile.js";
import type { Tensor } from "../tensor.js";
import { bincount, bincountSync } from "./bincount.js";
import { tensor, zeros } from "./create.js";
import { histogram } from "./histogram.js";

useJs();

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;
const int = (values: number[]) => tensor(values, { dtype: "int32" });

describe("bincount", () => {
  test("counts into a given number of bins at once", () => {
    const counts = bincount(int([3, 1, 3]), { length: 5 });
    expect(counts.dtype).toBe("int32");
    expectClose(counts, [0, 1, 0, 2, 0]);
    expectClose(bincount(int([]), { length: 2 }), [0, 0]);
    expectClose(bincount(tensor([200, 200], { dtype: "uint8" }), { length: 201 }).at([200]), [2]);
  });

  test("reads the largest element where no length is given", async () => {
    expectClose(await bincount(int([3, 1, 3])), [0, 1, 0, 2]);
    expectClose(bincountSync(int([0])), [1]);
    expect((await bincount(int([]))).shape).toEqual([0]);
    expect(bincountSync(int([])).shape).toEqual([0]);
  });

  test("sums weights, and passes gradients to them", () => {
    const weights = tensor([0.5, 1, 2]);
    expectClose(bincountSync(int([1, 0, 1]), { weights }), [1, 2.5]);
    const [slope] = grad((w) =>
      bincount(int([1, 0, 1]), { length: 2, weights: w })
        .square()
        .sum(),
    )(weights);
    expectClose(slope!, [5, 2, 5]);
    expect(bincountSync(int([0, 0]), { weights: tensor([100, 100], { dtype: "int8" }) }).toArraySync()).toEqual([200]);
  });

  test("works in a compiled step with a length, and says so without", () => {
    const step = compile((x: Tensor) => bincount(x, { length: 3 }));
    expectClose(step(int([2, 2, 0])), [1, 0, 2]);
    step.dispose();
    const reading = compile((x: Tensor) => bincountSync(x));
    expectError(() => reading(int([1])), "read_in_trace");
    reading.dispose();
  });

  test("refuses floats, tables, and elements without a bin", async () => {
    expectError(() => bincount(tensor([1]), { length: 2 }), "dtype_mismatch", "bincount", "float32");
    await expectRejection(bincount(tensor([1])), "dtype_mismatch", "float32");
    expectError(() => bincountSync(int([1, 2]).reshape([1, 2])), "shape_mismatch", "bincountSync", "[1, 2]");
    expectError(() => bincountSync(int([1, 2]), { weights: tensor([1]) }), "shape_mismatch", "[1]");
    expectError(() => bincount(int([1]), { length: 1.5 }), "invalid_argument", "1.5");
    expectError(() => bincount(int([1]), { length: 1 }), "index_out_of_range");
    expectError(() => bincountSync(int([-2, 1])), "index_out_of_range");
    await expectRejection(bincount(int([-1])), "index_out_of_range");
  });
});

describe("histogram", () => {
  test("has half-open bins, but for the last", () => {
    const { counts, edges } = histogram(tensor([0, 0.5, 1, 1.5, 2]), { bins: 2 });
    expectClose(counts, [2, 3]);
    expectClose(edges, [0, 1, 2]);
    expect([counts.dtype, edges.dtype]).toEqual(["int32", "float32"]);
  });

  test("counts each element once, the extremes included, whatever their rounding", () => {
    for (const bins of [1, 3, 7, 10, 49]) {
      const { counts, edges } = histogram(tensor(sampleNumbers(200, bins)), { bins });
      expect(counts.sum().itemSync()).toBe(200);
      const ends = edges.toArraySync() as number[];
      expect(ends).toHaveLength(bins + 1);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    }
  });

  test("leaves out what lies outside of a range, and NaN", () => {
    const x = tensor([-1, 0, 0.5, 1, 2, NAN, INF, -INF]);
    expectClose(histogram(x, { bins: 2, range: [0, 1] }).counts, [1, 2]);
    expectClose(histogram(x, { bins: tensor([0, 0.5, 2]) }).counts, [1, 3]);
  });

  test("of equal elements, and of none, has bins of some width", () => {
    const { counts, edges } = histogram(tensor([3, 3, 3]), { bins: 2 });
    expectClose(edges, [2.5, 3, 3.5]);
    expectClose(counts, [0, 3]);
    expectClose(histogram(zeros([0]), { bins: 2 }).edges, [0, 0.5, 1]);
    expectClose(histogram(zeros([0]), { bins: 2 }).counts, [0, 0]);
    expectClose(histogram(tensor([4]), { bins: 1, range: [4, 4] }).edges, [3.5, 4.5]);
  });

  test("adds weights, and takes any shape and number", () => {
    const x = tensor([[1, 2], [3, 9]], { dtype: "int32" }); // biome-ignore format: rows
    const weights = tensor([[0.5, 0.25], [4, 8]]); // biome-ignore format: rows
    expectClose(histogram(x, { bins: 2, range: [0, 4], weights }).counts, [0.5, 4.25]);
    expect(histogram(x.cast("float16"), { bins: 2 }).edges.dtype).toBe("float16");
  });

  test("refuses bins that are none", () => {
    const x = tensor([1, 2]);
    expectError(() => histogram(x, { bins: 1.5 }), "invalid_argument", "bins 1.5");
    expectError(() => histogram(x, { range: [1, 0] }), "invalid_argument", "range [1, 0]");
    expectError(() => histogram(x, { range: [0, NAN] }), "invalid_argument", "NaN");
    expectError(() => histogram(x, { bins: tensor([1]) }), "shape_mismatch", "edges", "[1]");
    expectError(() => histogram(x, { weights: tensor([1]) }), "shape_mismatch", "weights [1]");
  });
});
