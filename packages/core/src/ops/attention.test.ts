import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { manualSeed } from "../random/generator.js";
import type { Tensor } from "../tensor.js";
import { type AttentionOptions, scaledDotProductAttention as attention } from "./attention.js";
import { ones, tensor, zeros } from "./create.js";
import { slice } from "./indexing.js";
import { stack } from "./pieces.js";

useJs();

const q = () => sample([2, 3, 4], 1);
const k = () => sample([2, 5, 4], 2);
const v = () => sample([2, 5, 3], 3);

describe("scaledDotProductAttention", () => {
  test("weighs values by the softmax of scaled scores", () => {
    const weights = q().matmul(k(), { transposeB: true }).div(2).softmax();
    expectClose(attention(q(), k(), v()), weights.matmul(v()).toArraySync(), 1e-12);
    const sharp = q().matmul(k(), { transposeB: true }).mul(3).softmax();
    expectClose(attention(q(), k(), v(), { scale: 3 }), sharp.matmul(v()).toArraySync(), 1e-12);
  });

  test("keeps the digits of weights between large scores", () => {
    const gap = 1000 * 2 ** -10; // exact in float32, as both scores are
    const y = attention(tensor([[1000]]), tensor([[1], [1 + 2 ** -10]]), tensor([[0], [1]]), { scale: 1 });
    expectClose(y, [[1 / (1 + Math.exp(-gap))]], 1e-7);
  });

  test("causal: a query sees no later key", () => {
    const values = tensor([[1], [10], [100]]); // biome-ignore format: rows
    const y = attention(zeros([3, 2]), zeros([3, 2]), values, { causal: true });
    expectClose(y, [[1], [5.5], [37]]);
  });

  test("a bool mask hides keys, a float mask is added, both broadcast", () => {
    const values = tensor([[1], [10]]); // biome-ignore format: rows
    const [query, key] = [zeros([2, 2]), zeros([2, 2])];
    expectClose(attention(query, key, values, { mask: tensor([true, false]) }), [[1], [1]]);
    const added = tensor([[0, 0], [0, Number.NEGATIVE_INFINITY]]); // biome-ignore format: rows
    expectClose(attention(query, key, values, { mask: added }), [[5.5], [1]]);
    const both = attention(query, key, values, { mask: tensor([[false, true]]), causal: true });
    expectClose(both, [[Number.NaN], [10]]);
  });

  test("leading axes broadcast", () => {
    expect(attention(ones([4, 1, 3, 2]), ones([5, 3, 2]), ones([5, 3, 6])).shape).toEqual([4, 5, 3, 6]);
  });

  test("dropout drops weights and keeps the expectation", () => {
    manualSeed(1);
    const [query, key, values] = [zeros([1, 2]), zeros([2000, 2]), ones([2000, 1])];
    const y = attention(query, key, values, { dropout: 0.25 }).itemSync();
    expect(y).not.toBe(1);
    expect(Math.abs(y - 1)).toBeLessThan(5 * Math.sqrt(0.25 / 0.75 / 2000));
  });

  test("has gradients of first and second order, masked and causal", async () => {
    const mask = tensor([[true, true, false, true, true]]);
    await gradcheck((a, b, c) => attention(a, b, c, { mask }).square().sum(), [q(), k(), v()]);
    await gradcheck((a, b, c) => attention(a, b, c, { causal: true }).square().sum(), [q(), k(), v()]);
    const slope = grad((a, b) => attention(a, b, v()).square().sum(), { createGraph: true });
    await gradcheck(
      (a, b) =>
        slope(a, b)
          .map((g) => g.square().sum())
          .reduce((x, y) => x.add(y)),
      [q(), k()],
    );
    await gradcheck((m) => attention(q(), k(), v(), { mask: m }).square().sum(), [sample([3, 5], 4)]);
  });

  test("refuses shapes that do not fit", () => {
    expectError(() => attention(zeros([3]), k(), v()), "shape_mismatch", "[3]");
    expectError(() => attention(zeros([2, 3, 5]), k(), v()), "shape_mismatch", "[2, 3, 5]", "[2, 5, 4]");
    expectError(() => attention(q(), k(), zeros([2, 4, 3])), "shape_mismatch", "[2, 4, 3]");
    expectError(() => attention(zeros([3, 3, 4]), k(), v()), "shape_mismatch");
    expectError(() => attention(q(), k(), v(), { mask: ones([4, 5], { dtype: "bool" }) }), "shape_mismatch");
    expectError(() => attention(q(), k(), v(), { dropout: 2 }), "invalid_argument", "2");
  });
});

describe("grouped queries", () => {
  const grouped = () => [sample([2, 4, 3, 2], 5), sample([2, 2, 5, 2], 6), sample([2, 2, 5, 3], 7)] as const;
  const repeated = (x: Tensor) => stack([x, x], { axis: 2 }).reshape([2, 4, 5, x.shape[3]!]); // each head twice in a row

  test.each<[string, () => AttentionOptions]>([
    ["plain", () => ({})],
    ["causal", () => ({ causal: true })],
    ["masked by head", () => ({ mask: sample([4, 1, 5], 8) })],
    ["masked by bools", () => ({ mask: tensor([[true, false, true, true, true]]) })],
  ])("%s: neighbouring heads share keys and values", (_, make) => {
    const options = make();
    const [query, key, value] = grouped();
    const expected = attention(query, repeated(key), repeated(value), options);
    expectClose(attention(query, key, value, options), expected.toArraySync(), 1e-12);
  });

  test("share a single head of keys, without leading axes too", () => {
    const [query, key, value] = grouped();
    const [keys, values] = [key, value].map((x) => x.at(0, slice(0, 1)).broadcastTo([4, 5, x.shape[3]!]));
    const expected = attention(query.at(0), keys!, values!);
    expectClose(attention(query.at(0), key.at(0, 0), value.at(0, 0)), expected.toArraySync(), 1e-12);
  });

  test("drop weights of each head on its own", () => {
    manualSeed(3);
    const [query, key, value] = grouped();
    const y = attention(query, key, value, { dropout: 0.5 });
    manualSeed(3);
    expectClose(y, attention(query, repeated(key), repeated(value), { dropout: 0.5 }).toArraySync(), 1e-12);
  });

  test("have gradients of first and second order, of the mask too", async () => {
    const inputs = [...grouped(), sample([4, 1, 5], 8)];
    const f = (a: Tensor, b: Tensor, c: Tensor, mask: Tensor) => attention(a, b, c, { mask }).square().sum();
    await gradcheck(f, inputs);
    const slope = grad(f, { createGraph: true });
    await gradcheck(
      (...x) =>
        slope(...x)
          .map((g) => g.square().sum())
          .reduce((a, b) => a.add(b)),
      inputs,
    );
  });

  test("refuse heads that do not divide, and batches that differ", () => {
    expectError(() => attention(zeros([1, 4, 3, 2]), zeros([1, 3, 5, 2]), zeros([1, 3, 5, 2])), "shape_mismatch");
    expectError(() => attention(zeros([4, 3, 2]), zeros([2, 5, 2]), zeros([2, 5, 2])), "shape_mismatch");
  });
});

test("attention's gradients keep the digits of weights between large scores", () => {
  const key = tensor([[1], [1 + 2 ** -10]]); // exact in float32, as both scores are
  const [dv] = grad((value) => attention(tensor([[1000]]), key, value, { scale: 1 }).sum())(tensor([[0], [1]]));
  const weight = 1 / (1 + Math.exp(1000 * 2 ** -10));
  expectClose(dv!, [[weight], [1 - weight]], 1e-7);
});

test("attention refuses dtypes that do not fit", () => {
  const [a, b] = [zeros([2, 2]), zeros([2, 2], { dtype: "float64" })];
  expectError(() => attention(a, b, a), "dtype_mismatch", "float64");
  const whole = zeros([2, 2], { dtype: "int32" });
  expectError(() => attention(whole, whole, whole), "dtype_mismatch", "int32");
  expectError(() => attention(a, a, a, { mask: whole }), "dtype_mismatch", "int32");
});
