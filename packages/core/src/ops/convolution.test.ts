import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import { type ConvOptions, conv2d } from "./convolution.js";
import { ones, tensor, zeros } from "./create.js";

useJs();

interface Plain {
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
}

/** Convolution by its definition: every output element is a sum over the kernel. */
function slowConvolution(x: Tensor, w: Tensor, { stride, padding, dilation, groups }: Plain): number[][][][] {
  const [n, c, h, width] = x.shape as [number, number, number, number];
  const [o, perGroup, kh, kw] = w.shape as [number, number, number, number];
  const [xs, ws] = [x.dataSync(), w.dataSync()];
  const count = (size: number, k: number, i: 0 | 1) =>
    Math.floor((size + 2 * padding[i] - dilation[i] * (k - 1) - 1) / stride[i]) + 1;
  const list = <T>(length: number, f: (i: number) => T) => Array.from({ length }, (_, i) => f(i));
  const at = (b: number, channel: number, row: number, column: number) =>
    row < 0 || row >= h || column < 0 || column >= width ? 0 : xs[((b * c + channel) * h + row) * width + column]!;
  const element = (b: number, out: number, i: number, j: number) => {
    const first = Math.floor(out / (o / groups)) * perGroup;
    let sum = 0;
    for (let k = 0; k < perGroup; k++)
      for (let u = 0; u < kh; u++)
        for (let v = 0; v < kw; v++) {
          const row = i * stride[0] + u * dilation[0] - padding[0];
          const column = j * stride[1] + v * dilation[1] - padding[1];
          sum += at(b, first + k, row, column) * ws[((out * perGroup + k) * kh + u) * kw + v]!;
        }
    return sum;
  };
  return list(n, (b) =>
    list(o, (out) => list(count(h, kh, 0), (i) => list(count(width, kw, 1), (j) => element(b, out, i, j)))),
  );
}

const plain = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1 } as const;
const variants: readonly (Partial<Plain> & { readonly size?: readonly [number, number] })[] = [
  {},
  { stride: [2, 1] },
  { padding: [1, 2] },
  { dilation: [2, 1] },
  { groups: 2 },
  { stride: [3, 2], padding: [2, 1], dilation: [1, 2], groups: 2 },
  { stride: [2, 2], size: [8, 6] }, // the last rows and columns meet no window
];

describe("conv2d", () => {
  test.each(variants)("is the sum of products over each window: %j", ({ size = [6, 7], ...variant }) => {
    const options: Plain = { ...plain, ...variant };
    const x = sample([2, 4, ...size], 1);
    const w = sample([6, 4 / options.groups, 3, 2], 2);
    expectClose(conv2d(x, w, options), slowConvolution(x, w, options), 1e-12);
  });

  test.each(variants)("has gradients of its image, weight and bias: %j", async ({ size = [5, 4], ...variant }) => {
    const options: ConvOptions = { ...plain, ...variant };
    const x = sample([2, 2, ...size], 3);
    const w = sample([2, 2 / (variant.groups ?? 1), 2, 2], 4);
    await gradcheck(
      (a, b, bias) =>
        conv2d(a, b, { ...options, bias: bias })
          .square()
          .sum(),
      [x, w, sample([2], 5)],
    );
  });

  test("has second derivatives, which are convolutions again", async () => {
    const f = (x: Tensor, w: Tensor) => conv2d(x, w, { stride: 2, padding: 1, dilation: 1 }).tanh().sum();
    const slope = (x: Tensor, w: Tensor) => {
      const [dx, dw] = grad((a, b) => f(a, b), { createGraph: true })(x, w);
      return dx!.square().sum().add(dw!.square().sum());
    };
    await gradcheck((x, w) => slope(x, w), [sample([1, 1, 4, 4], 6), sample([1, 1, 3, 3], 7)]);
  });

  test('padding "same" keeps the size; the odd zero goes behind', () => {
    expect(conv2d(zeros([1, 1, 5, 6]), zeros([1, 1, 2, 3]), { padding: "same", dilation: 2 }).shape).toEqual([
      1, 1, 5, 6,
    ]);
    expectClose(conv2d(tensor([[[[1, 2, 3]]]]), ones([1, 1, 1, 2]), { padding: "same" }), [[[[3, 5, 3]]]]);
    expectError(
      () => conv2d(zeros([1, 1, 4, 4]), zeros([1, 1, 2, 2]), { padding: "same", stride: 2 }),
      "invalid_argument",
      '"same"',
      "[2, 2]",
    );
  });

  test("adds a bias to each output channel", () => {
    const y = conv2d(zeros([1, 1, 2, 2]), zeros([2, 1, 2, 2]), { bias: tensor([3, 4]) });
    expectClose(y, [[[[3]], [[4]]]]);
  });

  test("takes empty batches and integers", () => {
    expect(conv2d(zeros([0, 1, 3, 3]), zeros([2, 1, 2, 2])).shape).toEqual([0, 2, 2, 2]);
    expect(conv2d(ones([1, 1, 2, 2], { dtype: "int32" }), ones([1, 1, 2, 2], { dtype: "int32" })).itemSync()).toBe(4);
  });

  test("refuses what does not fit", () => {
    const image = zeros([1, 4, 5, 5]);
    expectError(() => conv2d(zeros([5, 5]), zeros([1, 4, 2, 2])), "shape_mismatch", "[5, 5]");
    expectError(() => conv2d(image, zeros([1, 3, 2, 2])), "shape_mismatch", "[1, 4, 5, 5]", "[1, 3, 2, 2]");
    expectError(() => conv2d(image, zeros([3, 2, 2, 2]), { groups: 2 }), "shape_mismatch", "groups 2");
    expectError(() => conv2d(image, zeros([4, 2, 2])), "shape_mismatch", "[4, 2, 2]");
    expectError(() => conv2d(image, zeros([1, 4, 6, 2])), "shape_mismatch", "[6, 2]", "[5, 5]");
    expectError(() => conv2d(image, zeros([1, 4, 3, 3]), { dilation: 3 }), "shape_mismatch", "dilation [3, 3]");
    expectError(() => conv2d(image, zeros([1, 4, 2, 2]), { stride: 0 }), "invalid_argument", "stride 0");
    expectError(() => conv2d(image, zeros([1, 4, 2, 2]), { padding: -1 }), "invalid_argument", "padding -1");
    expectError(() => conv2d(image, zeros([1, 4, 2, 2]), { padding: [1] }), "invalid_argument", "[1]");
    expectError(() => conv2d(image, zeros([4, 1, 2, 2]), { groups: 0 }), "invalid_argument", "groups 0");
    expectError(() => conv2d(image, zeros([1, 4, 2, 2]), { bias: zeros([5]) }), "shape_mismatch", "bias", "[5]", "[1]");
  });
});
