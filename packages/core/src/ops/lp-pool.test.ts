import { expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import { ones, tensor } from "./create.js";
import { lpPool1d, lpPool2d, lpPool3d } from "./lp-pool.js";

useJs();

test("power-average pools are the p-norms of windows", () => {
  expectClose(lpPool1d(tensor([[3, 4, -5, 12]]), { normType: 2, kernelSize: 2 }), [[5, 13]]);
  expectClose(lpPool1d(tensor([[1, -3, 2]]), { normType: 1, kernelSize: 3 }), [[0]]);
  expectClose(lpPool2d(ones([1, 3, 3]), { normType: 4, kernelSize: 3 }), [[[9 ** 0.25]]]);
  expectClose(lpPool3d(ones([1, 2, 2, 2]), { normType: 0.5, kernelSize: 2 }), [[[[64]]]]);
  expect(lpPool1d(tensor([[3, 4]], { dtype: "int32" }), { normType: 2, kernelSize: 2 }).dtype).toBe("float32");
});

test("a negative sum has no even root", () => {
  expectClose(lpPool1d(tensor([[-1, -1]]), { normType: 3, kernelSize: 2 }), [[Number.NaN]]);
});

test("power-average pools pass no gradient where the sum is 0", () => {
  const x = tensor([[0, 0, 3, 4]], { requiresGrad: true });
  lpPool1d(x, { normType: 2, kernelSize: 2 }).sum().backward();
  expectClose(x.grad!, [[0, 0, 0.6, 0.8]]);
});

test("power-average pools have gradients of any order", async () => {
  const f = (x: Tensor) => lpPool2d(x, { normType: 3, kernelSize: [2, 3], stride: 1 }).sum();
  const x = sample([1, 3, 4], 3).add(2);
  await gradcheck(f, [x]);
  await gradcheck((t) => grad(f, { createGraph: true })(t)[0]!.square().sum(), [x]);
});

test("power-average pools refuse a power that is none", () => {
  for (const normType of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    expectError(() => lpPool1d(ones([1, 4]), { normType, kernelSize: 2 }), "invalid_argument", `normType ${normType}`);
});
