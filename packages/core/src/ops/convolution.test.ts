import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import {
  type ConvOptions,
  type ConvTransposeOptions,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from "./convolution.js";
import { inParts } from "./convolve.js";
import { arange, ones, tensor, zeros } from "./create.js";
import { slice } from "./indexing.js";
import { pad } from "./pad.js";

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

  test("padding may differ at both ends of an axis", () => {
    const [x, w] = [sample([1, 2, 4, 5], 1), sample([3, 2, 2, 3], 2)];
    const padded = pad(x, { lo: [0, 0, 3, 0], hi: [0, 0, 0, 1], interior: [0, 0, 0, 0] });
    expectClose(conv2d(x, w, { padding: [[3, 0], [0, 1]] }), conv2d(padded, w).toArraySync(), 1e-12); // biome-ignore format: pairs
    expect(conv2d(x, w, { padding: [1, [2, 0]] }).shape).toEqual([1, 3, 5, 5]);
    expectClose(conv2d(x, w, { padding: "valid" }), conv2d(x, w).toArraySync());
  });

  test("takes an image without a batch", () => {
    const [x, w] = [sample([2, 4, 5], 1), sample([3, 2, 2, 3], 2)];
    expectClose(
      conv2d(x, w, { bias: ones([3]) }),
      conv2d(x.unsqueeze(0), w, { bias: ones([3]) })
        .at(0)
        .toArraySync(),
    );
  });

  test("meets in the wider dtype", () => {
    const [x, w] = [ones([1, 2, 2]), ones([1, 1, 2, 2], { dtype: "float64" })];
    expect(conv2d(x, w).dtype).toBe("float64");
    expect(conv2d(x, w.cast("bfloat16")).dtype).toBe("float32");
    expect(conv2d(x.cast("bool"), w.cast("bool")).dtype).toBe("int32");
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
    expectError(() => conv2d(image, zeros([1, 4, 6, 2])), "shape_mismatch", "[1, 4, 6, 2]", "5, 5]");
    expectError(() => conv2d(image, zeros([1, 4, 3, 3]), { dilation: 3 }), "shape_mismatch", "dilation [3, 3]");
    expectError(() => conv2d(image, zeros([1, 4, 2, 2]), { stride: 0 }), "invalid_argument", "stride 0");
    expectError(() => conv2d(image, zeros([1, 4, 2, 2]), { padding: -1 }), "invalid_argument", "padding -1");
    expectError(() => conv2d(image, zeros([1, 4, 2, 2]), { padding: [1] }), "invalid_argument", "[1]");
    expectError(() => conv2d(image, zeros([4, 1, 2, 2]), { groups: 0 }), "invalid_argument", "groups 0");
    expectError(() => conv2d(image, zeros([1, 4, 2, 2]), { bias: zeros([5]) }), "shape_mismatch", "bias", "[5]", "[1]");
  });
});

test("a batch whose patches would be too many is done in parts", () => {
  const sizes: number[] = [];
  const x = arange(10).reshape([5, 2]);
  const twice = (images: Tensor) => {
    sizes.push(images.shape[0]!);
    return images.mul(2);
  };
  for (const most of [5, 2, 0.3]) expectClose(inParts(x, most, twice), x.mul(2).toArraySync());
  expect(sizes).toEqual([5, 2, 2, 1, 1, 1, 1, 1, 1]);
});

describe("conv1d", () => {
  test("is conv2d of images of one row", () => {
    const [x, w] = [sample([2, 4, 9], 1), sample([6, 2, 3], 2)];
    const [image, kernel] = [x.unsqueeze(2), w.unsqueeze(2)];
    expectClose(
      conv1d(x, w, { stride: 2, padding: 3, dilation: 2, groups: 2 }),
      conv2d(image, kernel, { stride: [1, 2], padding: [0, 3], dilation: [1, 2], groups: 2 })
        .squeeze(2)
        .toArraySync(),
      1e-12,
    );
  });
});

describe("conv3d", () => {
  test("is the sum of conv2d over the planes of each window", () => {
    const [x, w] = [sample([2, 4, 7, 4, 5], 1), sample([6, 2, 2, 2, 3], 2)];
    const planes = { stride: [2, 1], padding: [0, 1], dilation: [1, 2], groups: 2 };
    const y = conv3d(x, w, { ...planes, stride: [2, 2, 1], padding: [1, 0, 1], dilation: [3, 1, 2] });
    const plane = (d: number) =>
      d < 0 || d > 6 ? zeros([2, 4, 4, 5], { dtype: "float64" }) : x.at(slice(), slice(), d);
    for (let i = 0; i < 3; i++) {
      const [near, far] = [2 * i - 1, 2 * i + 2]; // elements of window i, three apart, behind one plane of padding
      const sum = conv2d(plane(near), w.at(slice(), slice(), 0), planes).add(
        conv2d(plane(far), w.at(slice(), slice(), 1), planes),
      );
      expectClose(y.at(slice(), slice(), i), sum.toArraySync(), 1e-12);
    }
    expect(y.shape[2]).toBe(3);
  });

  test("has gradients of any order", async () => {
    const options = { stride: [1, 2, 1], padding: [1, 0, 1], groups: 2 };
    const f = (x: Tensor, w: Tensor) => conv3d(x, w, options).tanh().sum();
    const slope = (x: Tensor, w: Tensor) => {
      const [dx, dw] = grad(f, { createGraph: true })(x, w);
      return dx!.square().sum().add(dw!.square().sum());
    };
    const inputs = [sample([1, 2, 2, 3, 2], 6), sample([2, 1, 2, 2, 2], 7)];
    await gradcheck(f, inputs);
    await gradcheck(slope, inputs);
  });
});

const transposes = [
  ["1", convTranspose1d, conv1d, [5], [3]],
  ["2", convTranspose2d, conv2d, [3, 4], [2, 3]],
  ["3", convTranspose3d, conv3d, [2, 3, 4], [2, 1, 2]],
] as const;

const settings: readonly ConvTransposeOptions[] = [
  {},
  { stride: 2 },
  { stride: 3, padding: 1 },
  { dilation: 2, padding: 1 },
  { stride: 2, dilation: 3, padding: 1 },
  { stride: 3, padding: 2 },
];

describe("transposed convolutions", () => {
  test.each(transposes.flatMap((row) => settings.map((options) => [...row, options] as const)))(
    "over %s axes are the adjoint of the convolution: ⟨conv(y), x⟩ = ⟨y, transposed(x)⟩",
    (_, transposed, conv, space, kernel, options) => {
      for (const groups of [1, 2]) {
        const x = sample([2, 4, ...space], 1);
        const w = sample([4, 3, ...kernel], 2);
        const z = transposed(x, w, { ...options, groups });
        const y = sample(z.shape, 3);
        const there = conv(y, w, { ...options, groups })
          .mul(x)
          .sum()
          .itemSync();
        expectClose(y.mul(z).sum(), there, 1e-12);
      }
    },
  );

  test("outputPadding lets windows that the stride skipped take part", () => {
    const [x, w] = [sample([1, 1, 3], 1), sample([1, 1, 2], 2)];
    const options = { stride: 3, outputPadding: 2 };
    const longer = convTranspose1d(x, w, options);
    expectClose(longer.at(0, 0, slice(0, 8)), convTranspose1d(x, w, { stride: 3 }).at(0, 0).toArraySync());
    expectClose(longer.at(0, 0, slice(8)), [0, 0]);
    expectClose(convTranspose1d(ones([1, 2]), ones([1, 1, 4]), { stride: 2, padding: 2, outputPadding: 1 }), [
      [2, 2, 1],
    ]);
  });

  test("adds a bias and takes an image without a batch", () => {
    const x = tensor([[1, 2]]); // [C, L]
    expectClose(convTranspose1d(x, tensor([[[1, 10], [2, 20]]]), { bias: tensor([100, 0]) }), [
      [101, 112, 120],
      [2, 24, 40],
    ]); // biome-ignore format: rows
  });

  test.each([
    {},
    { stride: 2 },
    { stride: 3, padding: 1, dilation: 2, groups: 2 },
    { stride: [1, 3], outputPadding: [0, 2] },
  ])("have gradients of any order: %j", async (options) => {
    const groups = "groups" in options ? 2 : 1;
    const inputs = [sample([1, 2, 3, 2], 6), sample([2, 2 / groups, 2, 2], 7)];
    const f = (x: Tensor, w: Tensor) => convTranspose2d(x, w, options).tanh().sum();
    const slope = (x: Tensor, w: Tensor) => {
      const [dx, dw] = grad(f, { createGraph: true })(x, w);
      return dx!.square().sum().add(dw!.square().sum());
    };
    await gradcheck(f, inputs);
    await gradcheck(slope, inputs);
  });

  test("refuse what does not fit", () => {
    const x = arange(8).reshape([2, 2, 2]);
    expectError(() => convTranspose2d(x, ones([3, 1, 2, 2])), "shape_mismatch", "[3, 1, 2, 2]", "C, O/groups");
    expectError(() => convTranspose2d(x, ones([2, 1, 2, 2]), { bias: ones([2]) }), "shape_mismatch", "bias", "[1]");
    expectError(() => convTranspose2d(x, ones([2, 1, 1, 1]), { padding: 1 }), "shape_mismatch", "padding");
    expectError(
      () => convTranspose2d(x, ones([2, 1, 2, 2]), { outputPadding: 1 }),
      "invalid_argument",
      "outputPadding",
    );
  });
});
