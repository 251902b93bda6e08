import { type DType, isFloat, showShape } from "@tenon/core";
import type { Case } from "../case.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { EMPTY_SHAPES, ODD_SIZES, RANK_5 } from "../samples/shapes.js";
import type { Stream } from "../samples/stream.js";
import { VIEWS } from "../samples/views.js";
import { ALL } from "./dtypes.js";
import { type Sample, sampleCase } from "./sample-case.js";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const UNORDERED = [3, nan, -inf, 0, nan, inf, -0, 1, inf, -1, 0, -inf, nan, 2];

/** argsort on every dtype, both directions in each case. */
export const argsortCases: readonly Case[] = ALL.flatMap((dtype) => checks(dtype));

function checks(dtype: DType): Case[] {
  const id = (check: string) => `argsort/${dtype}/${check}`;
  const needs = { compute: [dtype, "int32"] as const };
  const on = (stream: Stream, shape: readonly number[], axis: number): Sample => ({
    label: `${showShape(shape)} along ${axis}`,
    inputs: [stream.tensor(shape, dtype)],
    program: (ops, [x]) => [ops.argsort(x!, axis, false), ops.argsort(x!, axis, true)],
  });
  const cases = [
    sampleCase(id("values"), needs, (stream) => [
      on(stream, [1], 0),
      on(stream, [2, 3], 0),
      on(stream, [2, 3], 1),
      on(stream, [2, 5, 3], 1),
      ...ODD_SIZES.map((size) => on(stream, [size], 0)),
      on(stream, [3, 65], 1),
      on(stream, [65, 3], 0),
      ...EMPTY_SHAPES.map((shape) => on(stream, shape, 0)),
    ]),
    sampleCase(id("stable"), needs, (stream) =>
      [[7], [16], [65], [4, 130]].map(
        (shape): Sample => ({
          label: `many ties in ${showShape(shape)}`,
          inputs: [stream.ties(shape, dtype)],
          program: (ops, [x]) => [
            ops.argsort(x!, shape.length - 1, false),
            ops.argsort(x!, shape.length - 1, true),
            ops.argsort(x!, 0, true),
          ],
        }),
      ),
    ),
    sampleCase(id("views"), needs, (stream) =>
      VIEWS.map(({ name, source, move }) => ({
        label: name,
        inputs: [stream.ties(source, dtype)],
        program: (ops, [x]) => [
          ops.argsort(move(ops, x!), 0, false),
          ops.argsort(move(ops, x!), 1 % rankOf(move(ops, x!)), true),
        ],
      })),
    ),
  ];
  if (isFloat(dtype))
    cases.push(
      sampleCase(id("specials"), { ...needs, strict: true }, () => [
        {
          label: "NaN last in both directions",
          inputs: [hostTensor([UNORDERED.length], dtype, UNORDERED)],
          program: (ops, [x]) => [ops.argsort(x!, 0, false), ops.argsort(x!, 0, true)],
        },
      ]),
    );
  if (dtype === "float32")
    cases.push(sampleCase(id("rank-5"), { ...needs, rank: 5 }, (stream) => [on(stream, RANK_5, 2)]));
  return cases;
}

function rankOf(x: { readonly shape: readonly number[] }): number {
  return x.shape.length;
}
