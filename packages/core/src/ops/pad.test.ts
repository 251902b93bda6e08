import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import { arange, ones, tensor, zeros } from "./create.js";
import { surround as pad } from "./pad.js";
import { tril, triu } from "./triangle.js";

const js = useJs();

describe("pad", () => {
  test("takes pairs from the last axis backwards, as torch.nn.functional.pad", () => {
    expectClose(pad(tensor([1, 2]), [1, 2]), [0, 1, 2, 0, 0]);
    expectClose(pad(ones([1, 2]), [0, 1, 1, 0], { value: 9 }), [[9, 9, 9], [1, 1, 9]]); // biome-ignore format: rows
    expect(pad(zeros([2, 3, 4]), [1, 1, 2, 0]).shape).toEqual([2, 5, 6]);
    expectClose(pad(tensor([1, 2]), []), [1, 2]);
  });

  test("crops where counts are negative", () => {
    expectClose(pad(arange(5), [-1, -2]), [1, 2]);
    expectClose(pad(arange(3), [-1, 1]), [1, 2, 0]);
    expect(pad(arange(3), [-3, 0]).shape).toEqual([0]);
  });

  test("reflects, replicates and goes around, where it crops too", () => {
    const x = arange(4);
    expectClose(pad(x, [3, 2], { mode: "reflect" }), [3, 2, 1, 0, 1, 2, 3, 2, 1]);
    expectClose(pad(x, [1, 5], { mode: "replicate" }), [0, 0, 1, 2, 3, 3, 3, 3, 3, 3]);
    expectClose(pad(x, [4, 1], { mode: "circular" }), [0, 1, 2, 3, 0, 1, 2, 3, 0]);
    expectClose(pad(x, [-1, 2], { mode: "reflect" }), [1, 2, 3, 2, 1]);
    expectClose(pad(x, [2, -3], { mode: "circular" }), [2, 3, 0]);
    expectClose(pad(x, [-2, -2], { mode: "replicate" }), []);
    expectClose(pad(tensor([[1, 2], [3, 4]]), [1, 0, 0, 1], { mode: "replicate" }), [[1, 1, 2], [3, 3, 4], [3, 3, 4]]); // biome-ignore format: rows
    expectClose(pad(x, [0, 0], { mode: "reflect" }), [0, 1, 2, 3]);
    expect(pad(zeros([0, 2]), [1, 1], { mode: "reflect" }).shape).toEqual([0, 4]);
    expect(pad(x.cast("int8"), [1, 1], { mode: "circular" }).dtype).toBe("int8");
  });

  test("sends each gradient to the element that was copied, in second order too", async () => {
    const x = tensor([1, 2, 3], { dtype: "float64", requiresGrad: true });
    pad(x, [1, 1], { mode: "replicate" }).mul(tensor([1, 10, 100, 1000, 10000])).sum().backward(); // biome-ignore format: one chain
    expectClose(x.grad!, [11, 100, 11000]);
    for (const mode of ["reflect", "replicate", "circular", "constant"] as const) {
      const cubed = (t: Tensor) => pad(t, [2, -1, 1, 1], { mode }).pow(3).sum();
      const start = arange(12).reshape([3, 4]).cast("float64");
      await gradcheck(cubed, [start]);
      await gradcheck((t) => grad(cubed)(t)[0]!.square().sum(), [start], { absolute: 1e-4 });
    }
  });

  test("refuses what a mode cannot take from an axis", () => {
    expectError(() => pad(arange(3), [3, 0], { mode: "reflect" }), "invalid_argument", "reflect", "[3, 0]");
    expectError(() => pad(arange(3), [0, 4], { mode: "circular" }), "invalid_argument", "circular");
    expectError(() => pad(zeros([0]), [1, 0], { mode: "replicate" }), "invalid_argument");
    expectError(() => pad(arange(3), [-2, -2], { mode: "reflect" }), "invalid_argument");
    // @ts-expect-error no such mode
    expectError(() => pad(arange(3), [1, 1], { mode: "symmetric" }), "invalid_argument", "symmetric", "reflect");
  });

  test("passes the gradient of the middle", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    pad(x, [1, -1], { value: 5 })
      .mul(tensor([1, 10, 100]))
      .sum()
      .backward();
    expectClose(x.grad!, [10, 100, 0]);
  });

  test("leaves no interior tensor, and never its input, behind", () => {
    const x = arange(3);
    const before = js.memory().tensors;
    for (const pairs of [
      [1, 1],
      [-1, 1],
      [0, 0],
      [-1, -1],
    ])
      pad(x, pairs).dispose();
    expect(js.memory().tensors).toBe(before);
    expect(x.isDisposed).toBe(false);
  });

  test("refuses odd lists, fractions, too many pairs and crops beyond what there is", () => {
    for (const pairs of [[1], [0.5, 1], [1, 1, 1, 1], [-2, -2]])
      expectError(() => pad(arange(3), pairs), "invalid_argument", `[${pairs.join(", ")}]`, "[3]");
  });
});

describe("tril and triu", () => {
  test("keep one side of a diagonal of the last two axes", () => {
    const m = arange(9).reshape([3, 3]);
    expectClose(tril(m), [[0, 0, 0], [3, 4, 0], [6, 7, 8]]); // biome-ignore format: rows
    expectClose(triu(m, { diagonal: 1 }), [[0, 1, 2], [0, 0, 5], [0, 0, 0]]); // biome-ignore format: rows
    expectClose(tril(ones([2, 3]), { diagonal: -1 }), [[0, 0, 0], [1, 0, 0]]); // biome-ignore format: rows
    expect(triu(ones([2, 2], { dtype: "bool" })).toArraySync()).toEqual([[true, true], [false, true]]); // biome-ignore format: rows
    expect(triu(ones([4, 2, 2], { dtype: "int8" })).dtype).toBe("int8");
    expectError(() => tril(ones([3])), "shape_mismatch", "[3]");
  });
});
