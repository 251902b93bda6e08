import { expect, test } from "vitest";
import { expectRejection } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { tensor } from "../ops/create.js";
import type { Tensor } from "../tensor.js";
import { customGrad } from "./custom-grad.js";
import { gradcheck } from "./gradcheck.js";

const js = useJs();

test("gradcheck resolves to the largest difference", async () => {
  expect(await gradcheck((x) => x.tanh().sum(), [sample([3, 2])])).toBeLessThan(1e-8);
  expect(await gradcheck((a, b) => a.matmul(b).sum(), [sample([2, 3], 1), sample([3, 2], 2)])).toBeLessThan(1e-8);
});

test("gradcheck names the input, the element and both numbers of a wrong derivative", async () => {
  const wrong = customGrad({ value: (_, x) => x.square(), gradient: (g, _, __, x) => [undefined, g.mul(x).mul(3)] });
  const inputs = [tensor([1], { dtype: "float64" }), tensor([0, 2], { dtype: "float64" })];
  await expectRejection(
    gradcheck((a, b) => wrong(a, b).sum(), inputs),
    "invalid_argument",
    "input 1, element 1",
    "gradient 6",
    "quotient 4",
  );
});

test("gradcheck of order 2 checks the second derivatives, and says so", async () => {
  expect(await gradcheck((a, b) => a.tanh().mul(b).sum(), [sample([3], 1), sample([3], 2)], { order: 2 })).toBeLessThan(
    1e-7,
  );
  expect(await gradcheck((x) => x.sum(), [sample([3])], { order: 2 })).toBeLessThan(1e-8);
  const halfRight = customGrad({ value: (x) => x.square(), gradient: (g, _, x) => [g.mul(x.detach().mul(2))] });
  const f = (x: Tensor) => halfRight(x).sum();
  expect(await gradcheck(f, [sample([2])])).toBeLessThan(1e-8);
  await expectRejection(gradcheck(f, [sample([2])], { order: 2 }), "invalid_argument", "second order");
});

test("gradcheck takes float32 with a larger step and tolerance", async () => {
  const x = sample([4], 3, { dtype: "float32" });
  const difference = await gradcheck((v) => v.sin().sum(), [x], { step: 1e-2, relative: 1e-2, absolute: 1e-2 });
  expect(difference).toBeLessThan(1e-2);
});

test("gradcheck leaves nothing behind", async () => {
  const inputs = [sample([2], 1), sample([2], 2)];
  const before = js.memory();
  await gradcheck((a, b) => a.mul(b).exp().sum(), inputs, { order: 2 });
  expect(js.memory()).toEqual(before);
  const wrong = customGrad({ value: (x) => x.square(), gradient: (g) => [g] });
  await expectRejection(
    gradcheck((a, b) => wrong(a).add(b).sum(), inputs),
    "invalid_argument",
    "input 0",
  );
  expect(js.memory()).toEqual(before);
});
