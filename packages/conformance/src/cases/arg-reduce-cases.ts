import { ARG_REDUCE_OPS, type ArgReduceOp, type DType, isFloat, showShape } from "@tenon/core";
import type { Case } from "../case.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { ODD_SIZES, RANK_5 } from "../samples/shapes.js";
import type { Stream } from "../samples/stream.js";
import { VIEWS } from "../samples/views.js";
import { ALL } from "./dtypes.js";
import { type Sample, sampleCase } from "./sample-case.js";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

const SPECIAL_ROWS: readonly (readonly number[])[] = [
  [1, nan, 5, nan],
  [nan, 9, 9, 9],
  [9, 9, 9, nan],
  [nan, nan, nan, nan],
  [inf, inf, 1, 2],
  [1, -inf, -inf, inf],
  [-inf, -inf, -inf, -inf],
  [inf, inf, inf, inf],
  [0, -0, 0, -0],
  [-0, 0, -0, 0],
];

/** argMax and argMin on every dtype. */
export const argReduceCases: readonly Case[] = ARG_REDUCE_OPS.flatMap((op) =>
  ALL.flatMap((dtype) => checks(op, dtype)),
);

function checks(op: ArgReduceOp, dtype: DType): Case[] {
  const id = (check: string) => `argReduce/${op}/${dtype}/${check}`;
  const needs = { compute: [dtype, "int32"] as const };
  const on = (stream: Stream, shape: readonly number[], axis: number, tied: boolean): Sample => ({
    label: `${showShape(shape)} along ${axis}${tied ? ", with ties" : ""}`,
    inputs: [tied ? stream.ties(shape, dtype) : stream.tensor(shape, dtype)],
    program: (ops, [x]) => ops.argReduce(op, x!, axis),
  });
  const axes: readonly (readonly [readonly number[], number])[] = [
    [[1], 0],
    [[5], 0],
    [[3, 4], 0],
    [[3, 4], 1],
    [[2, 3, 4], 0],
    [[2, 3, 4], 1],
    [[2, 3, 4], 2],
    [[2, 1, 3, 2], 1],
    [[0, 3], 1],
    [[3, 0, 2], 2],
    ...ODD_SIZES.flatMap((size) => [[[size], 0] as const, [[2, size], 1] as const, [[size, 2], 0] as const]),
  ];
  const cases = [
    sampleCase(id("values"), needs, (stream) => axes.map(([shape, axis]) => on(stream, shape, axis, false))),
    sampleCase(id("ties"), needs, (stream) => axes.map(([shape, axis]) => on(stream, shape, axis, true))),
    sampleCase(id("views"), needs, (stream) =>
      VIEWS.flatMap(({ name, source, move }) =>
        [0, -1].map(
          (axis): Sample => ({
            label: `${name}, along ${axis}`,
            inputs: [stream.ties(source, dtype)],
            program: (ops, [x]) => {
              const moved = move(ops, x!);
              return ops.argReduce(op, moved, axis === 0 ? 0 : moved.shape.length - 1);
            },
          }),
        ),
      ),
    ),
  ];
  if (isFloat(dtype))
    cases.push(
      sampleCase(id("specials"), { ...needs, strict: true }, () => [
        {
          label: "rows of special values",
          inputs: [hostTensor([SPECIAL_ROWS.length, 4], dtype, SPECIAL_ROWS.flat())],
          program: (ops, [x]) => [ops.argReduce(op, x!, 1), ops.argReduce(op, ops.permute(x!, [1, 0]), 0)],
        },
      ]),
    );
  if (dtype === "float32")
    cases.push(sampleCase(id("rank-5"), { ...needs, rank: 5 }, (stream) => [on(stream, RANK_5, 2, false)]));
  return cases;
}
