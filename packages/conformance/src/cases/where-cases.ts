import { type DType, isFloat, showShape } from "@tenon/core";
import type { Case } from "../case.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { RANK_5, SHAPES } from "../samples/shapes.js";
import { specialValues } from "../samples/specials.js";
import type { Stream } from "../samples/stream.js";
import { VIEWS } from "../samples/views.js";
import { ALL } from "./dtypes.js";
import { type Sample, sampleCase } from "./sample-case.js";

type Shape = readonly number[];

const BROADCAST_TRIPLES: readonly (readonly [Shape, Shape, Shape])[] = [
  [[], [3], [3]],
  [[3], [], [3]],
  [[3], [3], []],
  [
    [2, 1],
    [1, 3],
    [2, 3],
  ],
  [[2, 3], [3], [2, 1]],
  [[4, 1, 1], [2, 1], [3]],
  [[17], [5, 1], [5, 17]],
  [[1], [2, 0], [1]],
  [[0], [], []],
];

/** `where` on every dtype. */
export const whereCases: readonly Case[] = ALL.flatMap((dtype) => checks(dtype));

function checks(dtype: DType): Case[] {
  const id = (check: string) => `where/${dtype}/${check}`;
  const needs = { compute: [dtype, "bool"] as const };
  const on = (stream: Stream, c: Shape, a: Shape, b: Shape): Sample => ({
    label: [c, a, b].map(showShape).join(", "),
    inputs: [stream.tensor(c, "bool"), stream.tensor(a, dtype), stream.tensor(b, dtype)],
    program: (ops, [condition, x, y]) => ops.where(condition!, x!, y!),
  });
  const specials = specialValues(dtype);
  const cases = [
    sampleCase(id("values"), needs, (stream) => SHAPES.map((shape) => on(stream, shape, shape, shape))),
    sampleCase(id("broadcast"), needs, (stream) => BROADCAST_TRIPLES.map(([c, a, b]) => on(stream, c, a, b))),
    sampleCase(id("number"), needs, (stream) =>
      [0, 1, ...(isFloat(dtype) ? [0.1, Number.NEGATIVE_INFINITY, Number.NaN] : [])].flatMap((value): Sample[] => {
        const inputs = [stream.tensor([3, 7], "bool"), stream.tensor([2, 1, 7], dtype)];
        return [
          { label: `x or ${value}`, inputs, program: (ops, [c, x]) => ops.where(c!, x!, value) },
          { label: `${value} or x`, inputs, program: (ops, [c, x]) => ops.where(c!, value, x!) },
        ];
      }),
    ),
    sampleCase(id("views"), needs, (stream) =>
      VIEWS.flatMap(({ name, source, move }): Sample[] => [
        {
          label: `condition ${name}`,
          inputs: [stream.tensor(source, "bool"), stream.tensor([1], dtype), stream.tensor([], dtype)],
          program: (ops, [c, x, y]) => ops.where(move(ops, c!), x!, y!),
        },
        {
          label: `all three ${name}`,
          inputs: [stream.tensor(source, "bool"), stream.tensor(source, dtype), stream.tensor(source, dtype)],
          program: (ops, [c, x, y]) => ops.where(move(ops, c!), move(ops, x!), move(ops, y!)),
        },
      ]),
    ),
    sampleCase(id("specials"), needs, (stream) => [
      {
        label: "special values pass unchanged",
        inputs: [stream.tensor([specials.length], "bool"), hostTensor([specials.length], dtype, specials)],
        program: (ops, [c, x]) => [ops.where(c!, x!, 1), ops.where(c!, 0, x!)],
      },
    ]),
  ];
  if (dtype === "float32")
    cases.push(
      sampleCase(id("rank-5"), { ...needs, rank: 5 }, (stream) => [on(stream, [3, 1, 2], RANK_5, [2, 1, 1, 1, 1])]),
    );
  return cases;
}
