import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { Generator } from "../random/generator.js";
import { tensor, zeros } from "./create.js";
import { gumbelSoftmax } from "./gumbel-softmax.js";
import { broadcastTo } from "./movement.js";

useJs();

describe("gumbelSoftmax", () => {
  test("is a distribution over each row", () => {
    const y = gumbelSoftmax(sample([5, 4]));
    expectClose(y.sum({ axis: -1 }), [1, 1, 1, 1, 1], 1e-12);
    expect(y.dtype).toBe("float64");
    expectClose(gumbelSoftmax(sample([4, 3]), { axis: 0 }).sum({ axis: 0 }), [1, 1, 1], 1e-12);
    expect(gumbelSoftmax(zeros([2, 3], { dtype: "float16" })).dtype).toBe("float16");
  });

  test("draws classes with the probabilities of softmax", () => {
    const logits = broadcastTo(tensor([0.1, 0.2, 0.7]).log(), [6000, 3]);
    const y = gumbelSoftmax(logits, { hard: true, temperature: 0.3, generator: new Generator(5) });
    for (const [i, p] of [0.1, 0.2, 0.7].entries()) {
      const share = y.at("...", i).mean().itemSync();
      expect(Math.abs(share - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / 6000));
    }
  });

  test("is one-hot when hard, with the gradient of the soft draw", () => {
    const x = sample([3, 4]);
    const draw = (hard: boolean) => {
      const generator = new Generator(8); // the same noise for both
      return grad((v) =>
        gumbelSoftmax(v, { hard, temperature: 2, generator })
          .mul(sample([3, 4], 2))
          .sum(),
      )(x)[0]!;
    };
    expect([...draw(true).dataSync()]).toEqual([...draw(false).dataSync()]);
    const values = gumbelSoftmax(x, { hard: true }).dataSync();
    expect([...values].every((v) => v === 0 || v === 1)).toBe(true);
  });
});
