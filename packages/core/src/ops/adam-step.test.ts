import { expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { vmap } from "../transforms/vmap.js";
import { adamStep } from "./adam-step.js";
import { tensor } from "./create.js";

useJs();

const settings = (size: number, floor: number, share1: number, share2: number) => {
  const scalar = (x: number) => tensor(x, { dtype: "float64" });
  return { size: scalar(size), floor: scalar(floor), share1: scalar(share1), share2: scalar(share2) };
};

test("the first step from zeros moves all elements equally far, against the sign of their gradient", () => {
  const zero = tensor([0, 0], { dtype: "float64" });
  const g = tensor([3, -0.5], { dtype: "float64" });
  const [p, m, v] = adamStep(zero, g, zero, zero, settings(1, 0, 0.1, 0.04));
  expectClose(m, [0.3, -0.05], 1e-12);
  expectClose(v, [0.36, 0.01], 1e-12);
  expectClose(p, [-0.5, 0.5], 1e-12);
});

test("a gradient of 0 leaves the moments to fade, and a floor of 0 divides by nothing", () => {
  const [one, zero] = [tensor([1], { dtype: "float64" }), tensor([0], { dtype: "float64" })];
  const [p, m, v] = adamStep(one, zero, one, one, settings(0.5, 0, 0.5, 0.75));
  expectClose(m, [0.5], 1e-12);
  expectClose(v, [0.25], 1e-12);
  expectClose(p, [0.5], 1e-12);
  expect(adamStep(one, zero, zero, zero, settings(1, 0, 0.5, 0.5))[0].toArraySync()).toEqual([Number.NaN]);
});

test("is differentiable, twice", async () => {
  const inputs = [1, 2, 3].map((seed) => sample([3], seed));
  const second = sample([3], 4).square().add(0.5);
  const f = (p: typeof second, g: typeof second, m: typeof second) => {
    const [next, first, square] = adamStep(p, g, m, second, settings(0.3, 0.1, 0.2, 0.4));
    return next.square().sum().add(first.square().sum()).add(square.sin().sum());
  };
  await gradcheck(f, inputs, { order: 2 });
});

test("maps over a batch", () => {
  const [p, g, m, v] = [1, 2, 3, 4].map((seed) => sample([2, 3], seed).abs());
  const each = vmap((a, b, c, d) => adamStep(a, b, c, d, settings(0.3, 0.1, 0.2, 0.4))[0]);
  expectClose(each(p!, g!, m!, v!), adamStep(p!, g!, m!, v!, settings(0.3, 0.1, 0.2, 0.4))[0].toArraySync(), 1e-12);
});
