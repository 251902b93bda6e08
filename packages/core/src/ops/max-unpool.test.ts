import { expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { ones, tensor, zeros } from "./create.js";
import { maxPool2dWithIndices } from "./max-pool.js";
import { maxUnpool1d, maxUnpool2d, maxUnpool3d } from "./max-unpool.js";

useJs();

const int32 = { dtype: "int32" } as const;

test("unpooling puts maxima back where they were", () => {
  const x = sample([2, 3, 4, 6], 1);
  const { values, indices } = maxPool2dWithIndices(x, { kernelSize: 2 });
  const y = maxUnpool2d(values, indices, { kernelSize: 2 });
  expectClose(y.notEqual(0).cast("float64").mul(x), y.toArraySync());
  expectClose(maxPool2dWithIndices(y.abs(), { kernelSize: 2 }).indices, indices.toArraySync());
  expect(maxUnpool3d(ones([1, 2, 2, 2]), zeros([1, 2, 2, 2], int32), { kernelSize: 2, stride: 3, padding: 1 }).shape)
    .toEqual([1, 3, 3, 3]); // biome-ignore format: chain
});

test("unpooling takes the size of an image that the stride missed the end of", () => {
  const indices = tensor([[1, 4]], int32);
  expectClose(maxUnpool1d(tensor([[3, 5]]), indices, { kernelSize: 2, outputSize: [5] }), [[0, 3, 0, 0, 5]]);
  for (const outputSize of [[2], [6]])
    expectError(
      () => maxUnpool1d(tensor([[3, 5]]), indices, { kernelSize: 2, outputSize }),
      "invalid_argument",
      "outputSize",
      "[4]",
    );
});

test("of several elements at one place the last stays, and has the gradient", () => {
  const x = tensor([[1, 2, 3]], { requiresGrad: true });
  const y = maxUnpool1d(x, tensor([[2, 0, 2]], int32), { kernelSize: 1 });
  expectClose(y, [[2, 0, 3]]);
  y.sum().backward();
  expectClose(x.grad!, [[0, 1, 1]]);
});

test("unpooling has gradients", async () => {
  const indices = tensor([[[3, 4], [9, 15]]], int32); // biome-ignore format: rows
  await gradcheck((x) => maxUnpool2d(x, indices, { kernelSize: 2 }).square().sum(), [sample([1, 2, 2], 1)]);
});

test("an index outside of its image is refused, though the next image has such a place", () => {
  const x = ones([2, 1, 2]);
  for (const bad of [4, -1])
    expectError(
      () => maxUnpool1d(x, tensor([[[0, bad]], [[1, 2]]], int32), { kernelSize: 2 }),
      "index_out_of_range",
    ); // biome-ignore format: call
});
