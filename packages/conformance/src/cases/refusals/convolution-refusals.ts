import * as core from "@tenon/core";
import { indices, type Refusal } from "./refusal.js";

const {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  fold,
  fractionalMaxPool2d,
  fractionalMaxPool2dWithIndices,
  fractionalMaxPool3d,
  fractionalMaxPool3dWithIndices,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
  unfold,
} = core;

const maxPools = {
  1: { maxPool1d: core.maxPool1d, maxPool1dWithIndices: core.maxPool1dWithIndices },
  2: { maxPool2d: core.maxPool2d, maxPool2dWithIndices: core.maxPool2dWithIndices },
  3: { maxPool3d: core.maxPool3d, maxPool3dWithIndices: core.maxPool3dWithIndices },
};
const avgPools = {
  1: { avgPool1d: core.avgPool1d },
  2: { avgPool2d: core.avgPool2d },
  3: { avgPool3d: core.avgPool3d },
};
const lpPools = { 1: { lpPool1d: core.lpPool1d }, 2: { lpPool2d: core.lpPool2d }, 3: { lpPool3d: core.lpPool3d } };
const adaptive = {
  1: {
    adaptiveAvgPool1d: core.adaptiveAvgPool1d,
    adaptiveMaxPool1d: core.adaptiveMaxPool1d,
    adaptiveMaxPool1dWithIndices: core.adaptiveMaxPool1dWithIndices,
  },
  2: {
    adaptiveAvgPool2d: core.adaptiveAvgPool2d,
    adaptiveMaxPool2d: core.adaptiveMaxPool2d,
    adaptiveMaxPool2dWithIndices: core.adaptiveMaxPool2dWithIndices,
  },
  3: {
    adaptiveAvgPool3d: core.adaptiveAvgPool3d,
    adaptiveMaxPool3d: core.adaptiveMaxPool3d,
    adaptiveMaxPool3dWithIndices: core.adaptiveMaxPool3dWithIndices,
  },
};

/** `make` for each function of a table by the number of its spatial axes. */
function each<F>(
  table: Readonly<Record<number, Readonly<Record<string, F>>>>,
  make: (name: string, f: F, axes: number) => readonly Refusal[],
): Refusal[] {
  return Object.entries(table).flatMap(([axes, functions]) =>
    Object.entries(functions).flatMap(([name, f]) => make(name, f, Number(axes))),
  );
}

/** The shape of one image of one channel, each axis of one size. */
const cube = (axes: number, size: number) => [1, ...new Array<number>(axes).fill(size)];

export const convolutionRefusals: readonly Refusal[] = [
  ["conv1d/channels", "shape_mismatch", (x) => conv1d(x(1, 3, 5), x(4, 2, 3))],
  ["conv1d/rank", "shape_mismatch", (x) => conv1d(x(5), x(4, 1, 3))],
  ["conv1d/padding", "invalid_argument", (x) => conv1d(x(1, 3, 5), x(4, 3, 3), { padding: [1, 1] })],
  ["conv2d/channels", "shape_mismatch", (x) => conv2d(x(1, 3, 5, 5), x(4, 2, 3, 3))],
  ["conv2d/rank", "shape_mismatch", (x) => conv2d(x(5, 5), x(4, 3, 3, 3))],
  ["conv2d/weight-rank", "shape_mismatch", (x) => conv2d(x(1, 3, 4, 4), x(4, 3, 3))],
  ["conv2d/stride", "invalid_argument", (x) => conv2d(x(1, 3, 4, 4), x(4, 3, 3, 3), { stride: 0 })],
  ["conv2d/dilation", "invalid_argument", (x) => conv2d(x(1, 3, 4, 4), x(4, 3, 3, 3), { dilation: 1.5 })],
  ["conv2d/groups", "shape_mismatch", (x) => conv2d(x(1, 4, 4, 4), x(3, 2, 3, 3), { groups: 2 })],
  ["conv2d/kernel-too-large", "shape_mismatch", (x) => conv2d(x(1, 1, 2, 2), x(1, 1, 3, 3))],
  ["conv2d/strided-same", "invalid_argument", (x) => conv2d(x(1, 4, 4), x(1, 1, 3, 3), { padding: "same", stride: 2 })],
  ["conv2d/bias", "shape_mismatch", (x) => conv2d(x(1, 4, 4), x(2, 1, 3, 3), { bias: x(3) })],
  ["conv3d/channels", "shape_mismatch", (x) => conv3d(x(1, 2, 2, 2, 2), x(1, 3, 2, 2, 2))],
  ["conv3d/rank", "shape_mismatch", (x) => conv3d(x(2, 2, 2), x(1, 2, 2, 2, 2))],
  ["conv3d/kernel-too-large", "shape_mismatch", (x) => conv3d(x(1, 1, 2, 2, 2), x(1, 1, 1, 3, 1))],
  ["convTranspose1d/channels", "shape_mismatch", (x) => convTranspose1d(x(1, 3, 5), x(2, 4, 3))],
  ["convTranspose1d/rank", "shape_mismatch", (x) => convTranspose1d(x(5), x(1, 1, 3))],
  ["convTranspose1d/padding", "shape_mismatch", (x) => convTranspose1d(x(1, 1), x(1, 1, 2), { padding: 1 })],
  ["convTranspose2d/channels", "shape_mismatch", (x) => convTranspose2d(x(1, 3, 2, 2), x(2, 3, 2, 2))],
  ["convTranspose2d/bias", "shape_mismatch", (x) => convTranspose2d(x(2, 2, 2), x(2, 3, 2, 2), { bias: x(2) })],
  ["convTranspose2d/groups", "shape_mismatch", (x) => convTranspose2d(x(3, 2, 2), x(3, 1, 2, 2), { groups: 2 })],
  [
    "convTranspose2d/output-padding",
    "invalid_argument",
    (x) => convTranspose2d(x(2, 2, 2), x(2, 3, 2, 2), { stride: 2, outputPadding: 2 }),
  ],
  ["convTranspose3d/rank", "shape_mismatch", (x) => convTranspose3d(x(2, 2, 2), x(1, 1, 2, 2, 2))],
  ["convTranspose3d/channels", "shape_mismatch", (x) => convTranspose3d(x(1, 2, 2, 2), x(2, 1, 2, 2, 2))],
  [
    "convTranspose3d/stride",
    "invalid_argument",
    (x) => convTranspose3d(x(1, 2, 2, 2), x(1, 1, 1, 1, 1), { stride: -1 }),
  ],

  ...each(
    {
      1: { ...maxPools[1], ...avgPools[1] },
      2: { ...maxPools[2], ...avgPools[2] },
      3: { ...maxPools[3], ...avgPools[3] },
    },
    (name, pool, axes): Refusal[] => [
      [`${name}/rank`, "shape_mismatch", (x) => pool(x(4), { kernelSize: 2 })],
      [`${name}/too-large`, "shape_mismatch", (x) => pool(x(...cube(axes, 3)), { kernelSize: 4 })],
      [`${name}/empty-image`, "shape_mismatch", (x) => pool(x(...cube(axes, 0)), { kernelSize: 1 })],
      [`${name}/kernel`, "invalid_argument", (x) => pool(x(...cube(axes, 3)), { kernelSize: [2, 2, 2, 2] })],
      [`${name}/padding`, "invalid_argument", (x) => pool(x(...cube(axes, 3)), { kernelSize: 3, padding: 2 })],
      [
        `${name}/window-beside`,
        "invalid_argument",
        (x) => pool(x(...cube(axes, 2)), { kernelSize: 2, padding: 1, dilation: 3 }),
      ],
    ],
  ),
  ...each(avgPools, (name, pool, axes): Refusal[] => [
    [`${name}/divisor`, "invalid_argument", (x) => pool(x(...cube(axes, 3)), { kernelSize: 2, divisorOverride: 0 })],
  ]),
  ...each(lpPools, (name, pool, axes): Refusal[] => [
    [`${name}/rank`, "shape_mismatch", (x) => pool(x(4), { normType: 2, kernelSize: 2 })],
    [`${name}/norm`, "invalid_argument", (x) => pool(x(...cube(axes, 3)), { normType: 0, kernelSize: 2 })],
    [`${name}/stride`, "invalid_argument", (x) => pool(x(...cube(axes, 3)), { normType: 2, kernelSize: 2, stride: 0 })],
  ]),
  ...each(adaptive, (name, pool, axes): Refusal[] => [
    [`${name}/rank`, "shape_mismatch", (x) => pool(x(4), { outputSize: 2 })],
    [`${name}/size`, "invalid_argument", (x) => pool(x(...cube(axes, 3)), { outputSize: 0 })],
    [`${name}/count`, "invalid_argument", (x) => pool(x(...cube(axes, 3)), { outputSize: [1, 1, 1, 1] })],
    [`${name}/empty-image`, "shape_mismatch", (x) => pool(x(...cube(axes, 0)), { outputSize: 1 })],
  ]),
  ...each(
    {
      2: { fractionalMaxPool2d, fractionalMaxPool2dWithIndices },
      3: { fractionalMaxPool3d, fractionalMaxPool3dWithIndices },
    },
    (name, pool, axes): Refusal[] => [
      [`${name}/rank`, "shape_mismatch", (x) => pool(x(4), { kernelSize: 2, outputSize: 1 })],
      [`${name}/no-size`, "invalid_argument", (x) => pool(x(...cube(axes, 3)), { kernelSize: 2 })],
      [`${name}/room`, "invalid_argument", (x) => pool(x(...cube(axes, 3)), { kernelSize: 2, outputSize: 3 })],
      [`${name}/ratio`, "invalid_argument", (x) => pool(x(...cube(axes, 3)), { kernelSize: 2, outputRatio: 1.5 })],
      [
        `${name}/samples`,
        "shape_mismatch",
        (x) => pool(x(...cube(axes, 3)), { kernelSize: 2, outputSize: 2, samples: x(axes) }),
      ],
    ],
  ),
  ...each({ 1: { maxUnpool1d }, 2: { maxUnpool2d }, 3: { maxUnpool3d } }, (name, unpool, axes): Refusal[] => [
    [`${name}/rank`, "shape_mismatch", (x, t) => unpool(x(2), indices(t, [0, 1]), { kernelSize: 2 })],
    [`${name}/indices`, "shape_mismatch", (x, t) => unpool(x(...cube(axes, 2)), indices(t, [0]), { kernelSize: 2 })],
    [
      `${name}/float-indices`,
      "dtype_mismatch",
      (x) => unpool(x(...cube(axes, 2)), x(...cube(axes, 2)), { kernelSize: 2 }),
    ],
    [
      `${name}/size`,
      "invalid_argument",
      (x, t) =>
        unpool(x(...cube(axes, 1)), indices(t, [0]).reshape(cube(axes, 1)), {
          kernelSize: 2,
          outputSize: cube(axes, 4).slice(1),
        }),
    ],
  ]),

  ["unfold/rank", "shape_mismatch", (x) => unfold(x(4, 4), { kernelSize: 2 })],
  ["unfold/too-large", "shape_mismatch", (x) => unfold(x(1, 3, 3), { kernelSize: 2, dilation: 3 })],
  ["unfold/kernel", "invalid_argument", (x) => unfold(x(1, 3, 3), { kernelSize: [2, 2, 2] })],
  ["fold/bools", "dtype_mismatch", (x) => fold(x(1, 4, 1).greater(0), { outputSize: 2, kernelSize: 2 })],
  ["fold/rank", "shape_mismatch", (x) => fold(x(1, 1, 4, 4), { outputSize: 3, kernelSize: 2 })],
  ["fold/columns", "shape_mismatch", (x) => fold(x(4, 5), { outputSize: 3, kernelSize: 2 })],
  ["fold/channels", "shape_mismatch", (x) => fold(x(3, 4), { outputSize: 3, kernelSize: 2 })],
  ["fold/size", "invalid_argument", (x) => fold(x(4, 4), { outputSize: 0, kernelSize: 2 })],
];
