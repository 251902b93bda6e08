import { expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { conv2d } from "./convolution.js";
import { arange, ones } from "./create.js";
import { fold, unfold } from "./fold.js";

useJs();

test("unfold lists windows as columns", () => {
  const x = arange(9).reshape([1, 3, 3]);
  expectClose(unfold(x, { kernelSize: 2 }), [[0, 1, 3, 4], [1, 2, 4, 5], [3, 4, 6, 7], [4, 5, 7, 8]]); // biome-ignore format: rows
});

test("a convolution is a product with unfolded windows", () => {
  const [x, w] = [sample([2, 3, 6, 5], 1), sample([4, 3, 2, 3], 2)];
  const options = { stride: [2, 1], padding: [1, 0], dilation: [1, 2] };
  const columns = unfold(x, { kernelSize: [2, 3], ...options }); // [N, C·K, L]
  expectClose(w.reshape([4, 18]).matmul(columns), conv2d(x, w, options).reshape([2, 4, -1]).toArraySync(), 1e-12);
});

test.each([
  { kernelSize: 2 },
  { kernelSize: [3, 2], stride: 2, padding: 1 },
  { kernelSize: 2, dilation: [1, 3], padding: [0, 2] },
])("fold is the adjoint of unfold: %j", (options) => {
  const x = sample([2, 3, 5, 4], 1);
  const columns = unfold(x, options);
  const y = sample(columns.shape, 2);
  const folded = fold(y, { outputSize: [5, 4], ...options });
  expectClose(folded.mul(x).sum(), columns.mul(y).sum().itemSync(), 1e-12);
  expectClose(fold(y.at(1), { outputSize: [5, 4], ...options }), folded.at(1).toArraySync());
});

test("both have gradients", async () => {
  const options = { kernelSize: 2, stride: [1, 2], padding: 1 };
  await gradcheck((x) => unfold(x, options).square().sum(), [sample([1, 2, 3, 4], 1)]);
  await gradcheck(
    (x) =>
      fold(x, { outputSize: [3, 4], ...options })
        .square()
        .sum(),
    [sample([8, 12], 2)],
  );
});

test("both take empty batches and refuse what does not fit", () => {
  expect(unfold(ones([0, 2, 3, 3]), { kernelSize: 2 }).shape).toEqual([0, 8, 4]);
  expect(fold(ones([0, 8, 4]), { outputSize: 3, kernelSize: 2 }).shape).toEqual([0, 2, 3, 3]);
  expectError(() => unfold(ones([3, 3]), { kernelSize: 2 }), "shape_mismatch", "[3, 3]");
  expectError(() => unfold(ones([1, 3, 3]), { kernelSize: 4 }), "shape_mismatch", "[4, 4]");
  expectError(() => fold(ones([8, 5]), { outputSize: 3, kernelSize: 2 }), "shape_mismatch", "[8, 5]", "N, C·4, 4");
  expectError(() => fold(ones([7, 4]), { outputSize: 3, kernelSize: 2 }), "shape_mismatch", "[7, 4]");
  expectError(() => fold(ones([4]), { outputSize: 3, kernelSize: 2 }), "shape_mismatch", "[4]");
});
