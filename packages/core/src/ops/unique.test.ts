import { createJsBackend } from "@tenon/backend-js";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError, expectRejection } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sampleNumbers } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { compile } from "../compile/compile.js";
import { asyncOnly } from "../decorators/async-only.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { tensor, zeros } from "./create.js";
import { unique, uniqueSync } from "./unique.js";

useJs();

describe("unique", () => {
  test("gives each element once, sorted, with its places and its count", async () => {
    const { values, inverse, counts } = await unique(tensor([[3, 1], [2, 3]])); // biome-ignore format: rows
    expectClose(values, [1, 2, 3]);
    expectClose(inverse, [[2, 0], [1, 2]]); // biome-ignore format: rows
    expectClose(counts, [1, 1, 2]);
    expect([inverse.dtype, counts.dtype]).toEqual(["int32", "int32"]);
  });

  test("gives what a Set gives, for many", () => {
    const numbers = sampleNumbers(500, 3).map((v) => Math.round(40 * v));
    const { values, inverse } = uniqueSync(tensor(numbers));
    const sorted = [...new Set(numbers)].sort((a, b) => a - b);
    expectClose(values, sorted);
    expectClose(values.take(inverse), numbers);
  });

  test("compares slices along an axis", () => {
    const x = tensor([[2, 1], [1, 9], [2, 1], [1, 2]]); // biome-ignore format: rows
    const { values, inverse, counts } = uniqueSync(x, { axis: 0 });
    expectClose(values, [[1, 2], [1, 9], [2, 1]]); // biome-ignore format: rows
    expectClose(inverse, [2, 1, 2, 0]);
    expectClose(counts, [1, 1, 2]);
    expectClose(uniqueSync(tensor([[1, 0, 1], [5, 5, 5]]), { axis: 1 }).values, [[0, 1], [5, 5]]); // biome-ignore format: rows
  });

  test("keeps each NaN, and takes scalars, nothing, bools", () => {
    expectClose(uniqueSync(tensor([Number.NaN, 1, Number.NaN])).counts, [1, 1, 1]);
    expect(uniqueSync(tensor(5)).inverse.shape).toEqual([]);
    expect(uniqueSync(zeros([0])).values.shape).toEqual([0]);
    expect(uniqueSync(zeros([2, 0])).inverse.shape).toEqual([2, 0]);
    expect(uniqueSync(zeros([3, 0]), { axis: 0 }).values.shape).toEqual([1, 0]);
    expect(uniqueSync(tensor([true, false, true])).values.toArraySync()).toEqual([false, true]);
  });

  test("passes gradients to one of each", () => {
    const [slope] = grad((x) =>
      uniqueSync(x)
        .values.mul(tensor([10, 1]))
        .sum(),
    )(tensor([7, 2, 7]));
    expectClose(slope!.at([1]), [10]);
    expectClose(slope!.sum(), 11);
  });

  test("answers after its argument is gone", async () => {
    const found = scope(() => ({ promise: unique(tensor([2, 2, 1])) }));
    expectClose((await found.promise).values, [1, 2]);
  });

  test("needs a backend that answers at once for its twin, and no trace", async () => {
    const backend = asyncOnly(createJsBackend());
    const x = tensor([2, 1, 2], { backend });
    expectError(() => uniqueSync(x), "sync_read_unavailable", "uniqueSync");
    expect(await (await unique(x)).values.toArray()).toEqual([1, 2]);
    const step = compile((v: Tensor) => uniqueSync(v).values);
    expectError(() => step(tensor([1])), "read_in_trace");
    step.dispose();
    await expectRejection(unique(tensor([1]), { axis: 1 }), "invalid_argument", "unique", "axis 1");
  });
});
