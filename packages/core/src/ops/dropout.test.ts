import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { defaultGenerator, Generator, manualSeed } from "../random/generator.js";
import { ones, tensor } from "./create.js";
import { dropout } from "./dropout.js";

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
