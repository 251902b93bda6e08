import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import { full, tensor, zeros } from "./create.js";
import { nanMax, nanMean, nanMin, nanStd, nanSum, nanVariance } from "./nan-reduce.js";
import { max, mean, min, type ReduceOptions, std, sum, variance } from "./reduce.js";
import { where } from "./where.js";

useJs();

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;
const holes = () => tensor([[1, NAN, 3], [NAN, NAN, NAN], [4, 6, 11]]); // biome-ignore format: rows

type Reduction = (x: Tensor, options?: ReduceOptions) => Tensor;
const PAIRS: readonly (readonly [string, Reduction, Reduction])[] = [
  ["nanSum", nanSum, sum],
  ["nanMean", nanMean, mean],
  ["nanMax", nanMax, max],
  ["nanMin", nanMin, min],
  ["nanVariance", nanVariance, variance],
  ["nanStd", nanStd, std],
];

test("skip NaN, and say NaN where nothing is left", () => {
  expectClose(nanSum(holes(), { axis: 1 }), [4, 0, 21]);
  expectClose(nanMean(holes(), { axis: 1 }), [2, NAN, 7]);
  expectClose(nanMean(holes()), 5);
  expectClose(nanMax(holes(), { axis: 1 }), [3, NAN, 11]);
  expectClose(nanMin(holes(), { axis: 1, keepDims: true }), [[1], [NAN], [4]]);
  expectClose(nanVariance(holes(), { axis: 1 }), [2, NAN, 13]);
  expectClose(nanVariance(holes(), { axis: 1, correction: 0 }), [1, NAN, 26 / 3]);
  expectClose(nanStd(holes(), { axis: 1 }), [Math.SQRT2, NAN, Math.sqrt(13)]);
  expectClose(nanStd(tensor([5, NAN])), NAN); // one value has no sample deviation
});

describe.each(PAIRS)("%s", (name, skipping, plain) => {
  test("without NaN is the plain reduction, with its gradient", () => {
    const x = sample([3, 4], 2);
    for (const options of [{}, { axis: 0 }, { axis: [0, 1], keepDims: true }])
      expectClose(skipping(x, options), plain(x, options).toArraySync(), 1e-12);
    const of = (f: Reduction) => grad((v) => f(v, { axis: 1 }).square().sum())(x)[0]!;
    expectClose(of(skipping), of(plain).toArraySync(), 1e-12);
    const integers = tensor([3, 1, 7], { dtype: "int8" });
    expect(skipping(integers).dtype).toBe(plain(integers).dtype);
    expectClose(skipping(integers), plain(integers).toArraySync());
  });

  test("has no gradient at NaN, and the right one elsewhere in both orders", async () => {
    const withHole = (v: Tensor) => where(tensor([false, true, false, false]), NAN, v);
    const f = (v: Tensor) => skipping(withHole(v)).pow(3);
    await gradcheck(f, [sample([4], 3)]);
    await gradcheck(
      (v) =>
        grad(f)(v)[0]!
          .mul(sample([4], 5))
          .sum(),
      [sample([4], 3)],
    );
    expectClose(grad(skipping)(tensor([2, NAN, 5, 1]))[0]!.at([1]), [0]);
  });

  test("refuses axes outside the rank", () => {
    expectError(() => skipping(holes(), { axis: 2 }), "invalid_argument", "axis 2");
  });

  test(`keeps 16-bit floats, and infinities (${name})`, () => {
    expect(skipping(tensor([1, NAN, 2], { dtype: "bfloat16" })).dtype).toBe("bfloat16");
    const isSpread = skipping === nanVariance || skipping === nanStd;
    expectClose(skipping(tensor([INF, NAN, INF])), isSpread ? NAN : INF);
  });
});

test("count beyond what 16 bits hold", () => {
  expectClose(nanMean(full([70000], 1, { dtype: "float16" })), 1);
});

test("over nothing are as their plain kin", () => {
  expectClose(nanSum(zeros([0])), 0);
  expectClose(nanMean(zeros([0])), NAN);
  expectError(() => nanMax(zeros([0])), "invalid_argument", "[0]");
  expectError(() => nanMin(zeros([2, 0]), { axis: 1 }), "invalid_argument", "[2, 0]");
});
