import { type DType, showShape } from "@tenon/core";
import type { Case } from "../case.js";
import type { Stream } from "../samples/stream.js";
import { NUMBERS } from "./dtypes.js";
import { type Sample, sampleCase } from "./sample-case.js";

/** [shape of the windows, axis, length of the folded axis, stride, dilation]. */
const FOLDS: readonly (readonly [readonly number[], number, number, number, number])[] = [
  [[5, 3], 0, 7, 1, 1],
  [[3, 3], 0, 7, 2, 1],
  [[3, 3], 0, 8, 2, 1],
  [[3, 3], 0, 7, 1, 2],
  [[2, 2], 0, 9, 3, 4],
  [[1, 5], 0, 5, 1, 1],
  [[4, 2, 3], 1, 4, 1, 1],
  [[3, 3, 2], 0, 6, 2, 1],
  [[2, 3, 3, 2], 1, 5, 1, 2],
  [[3, 17, 4], 1, 20, 1, 1],
  [[0, 4, 2], 1, 5, 1, 1],
];

/** The adjoint of windows on every number dtype; its shape and overlaps are where it goes wrong. */
export const foldWindowsCases: readonly Case[] = NUMBERS.flatMap((dtype) => {
  const needs = { compute: [dtype] };
  return [
    sampleCase(`movement/foldWindows/${dtype}/values`, needs, (stream) =>
      FOLDS.map((fold) => folded(stream, dtype, fold)),
    ),
    sampleCase(`movement/foldWindows/${dtype}/views`, needs, (stream) => [
      {
        label: "windows folded back",
        inputs: [stream.tensor([3, 9], dtype)],
        program: (ops, [x]) => ops.foldWindows(ops.windows(x!, 1, 3, 2, 1), 1, 9, 2, 1),
      },
      {
        label: "permuted windows",
        inputs: [stream.tensor([3, 5, 2], dtype)],
        program: (ops, [x]) => ops.foldWindows(ops.permute(x!, [2, 1, 0]), 1, 7, 1, 1),
      },
      {
        label: "flipped windows",
        inputs: [stream.tensor([5, 3], dtype)],
        program: (ops, [x]) => ops.foldWindows(ops.flip(x!, [0, 1]), 0, 7, 1, 1),
      },
    ]),
  ];
});

function folded(stream: Stream, dtype: DType, [shape, axis, length, stride, dilation]: (typeof FOLDS)[number]): Sample {
  return {
    label: `${showShape(shape)} into ${length} along ${axis}`,
    inputs: [stream.tensor(shape, dtype)],
    program: (ops, [x]) => ops.foldWindows(x!, axis, length, stride, dilation),
  };
}
