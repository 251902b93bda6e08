import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { normal } from "../random/distributions.js";
import { defaultGenerator, Generator, manualSeed } from "../random/generator.js";
import { ones, tensor } from "./create.js";
import { alphaDropout, dropout, featureAlphaDropout, featureDropout } from "./dropout.js";

useJs();

describe("dropout", () => {
  test("zeroes about the given share and scales the rest", () => {
    manualSeed(3);
    const values = [...dropout(ones([10_000]), { probability: 0.25 }).dataSync()];
    const dropped = values.filter((v) => v === 0).length;
    expect(Math.abs(dropped - 2500)).toBeLessThan(5 * Math.sqrt(10_000 * 0.25 * 0.75));
    expect(values.every((v) => v === 0 || v === Math.fround(4 / 3))).toBe(true);
  });

  test("passes everything when not training or with probability 0, nothing with 1, and then draws no numbers", () => {
    const x = tensor([1, Number.POSITIVE_INFINITY]);
    const before = defaultGenerator().draws.value;
    expectClose(dropout(x, { training: false }), [1, Number.POSITIVE_INFINITY]);
    expectClose(dropout(x, { probability: 0 }), [1, Number.POSITIVE_INFINITY]);
    expect(defaultGenerator().draws.value).toBe(before);
    expectClose(dropout(x, { probability: 1 }), [0, 0]);
  });

  test("the gradient passes where the value did", () => {
    const x = tensor(new Array<number>(50).fill(1), { requiresGrad: true });
    const y = dropout(x);
    y.sum().backward();
    expect(x.grad!.toArraySync()).toEqual(y.toArraySync());
  });

  test("draws from the generator that it is given", () => {
    const draw = () => dropout(ones([32]), { generator: new Generator(9) }).toArraySync();
    expect(draw()).toEqual(draw());
  });

  test("refuses probabilities outside 0 … 1", () => {
    for (const probability of [-0.1, 1.1, Number.NaN])
      expectError(() => dropout(ones([1]), { probability }), "invalid_argument", String(probability));
  });
});

describe("dropout of channels", () => {
  test("keeps or drops each whole", () => {
    const y = featureDropout(ones([40, 25, 3, 2]), { probability: 0.3, generator: new Generator(2) });
    const channels = [...y.reshape([1000, 6]).sum({ axis: 1 }).dataSync()];
    expect(channels.every((sum) => sum === 0 || Math.abs(sum - 6 / 0.7) < 1e-4)).toBe(true);
    const dropped = channels.filter((sum) => sum === 0).length;
    expect(Math.abs(dropped - 300)).toBeLessThan(5 * Math.sqrt(1000 * 0.21));
  });

  test("refuses tensors without channels", () => {
    for (const f of [featureDropout, featureAlphaDropout]) expectError(() => f(ones([3])), "shape_mismatch", "[3]");
  });
});

describe("alpha dropout", () => {
  test("keeps mean 0 and variance 1", () => {
    const x = normal([40_000], { generator: new Generator(4) });
    const y = alphaDropout(x, { probability: 0.2, generator: new Generator(5) });
    expect(Math.abs(y.mean().itemSync())).toBeLessThan(5 / Math.sqrt(40_000));
    expect(Math.abs(y.std().itemSync() - 1)).toBeLessThan(0.025);
    expect(new Set(alphaDropout(ones([100]), { probability: 0.5 }).dataSync()).size).toBe(2);
    expectClose(alphaDropout(ones([3]), { probability: 1 }), [0, 0, 0]);
    expectClose(alphaDropout(ones([2]), { training: false }), [1, 1]);
  });

  test("of channels sets each whole", () => {
    const y = featureAlphaDropout(ones([4, 5, 6]), { probability: 0.5 });
    for (const row of y.reshape([20, 6]).toArraySync() as number[][]) expect(new Set(row).size).toBe(1);
  });
});
