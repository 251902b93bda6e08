import { COMPARE_OPS, type CompareOp, type DType, isFloat, showShape } from "@tenon/core";
import type { Case } from "../case.js";
import type { Program } from "../program.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { BROADCASTS, RANK_5, SHAPES } from "../samples/shapes.js";
import { allPairs, fewSpecialValues } from "../samples/specials.js";
import type { Stream } from "../samples/stream.js";
import { ALL } from "./dtypes.js";
import { operandViews } from "./operand-views.js";
import { type Sample, sampleCase } from "./sample-case.js";

/** Every comparison on every dtype. */
export const compareCases: readonly Case[] = COMPARE_OPS.flatMap((op) => ALL.flatMap((dtype) => checks(op, dtype)));

function checks(op: CompareOp, dtype: DType): Case[] {
  const id = (check: string) => `compare/${op}/${dtype}/${check}`;
  const needs = { compute: [dtype] };
  const program: Program = (ops, [a, b]) => ops.compare(op, a!, b!);
  const on = (stream: Stream, a: readonly number[], b: readonly number[]): Sample => ({
    label: `${showShape(a)} and ${showShape(b)}`,
    inputs: [stream.ties(a, dtype), stream.ties(b, dtype)],
    program,
  });
  const { left, right } = allPairs(fewSpecialValues(dtype));
  const cases = [
    sampleCase(id("values"), needs, (stream) => SHAPES.map((shape) => on(stream, shape, shape))),
    sampleCase(id("broadcast"), needs, (stream) =>
      [...BROADCASTS, [[2, 0], [1]] as const].flatMap(([a, b]) => [on(stream, a, b), on(stream, b, a)]),
    ),
    sampleCase(id("views"), needs, (stream) =>
      operandViews(
        (shape) => stream.ties(shape, dtype),
        (ops, a, b) => ops.compare(op, a, b),
      ),
    ),
    sampleCase(id("number"), needs, (stream) =>
      (isFloat(dtype) ? [0, 1, 0.1] : [0, 1]).flatMap((value): Sample[] => {
        const inputs = [hostTensor([5, 3], dtype, [value, -value, ...stream.ties([13], dtype).data])];
        return [
          { label: `x and ${value}`, inputs, program: (ops, [a]) => ops.compare(op, a!, value) },
          { label: `${value} and x`, inputs, program: (ops, [a]) => ops.compare(op, value, a!) },
        ];
      }),
    ),
    sampleCase(id("specials"), { ...needs, strict: true }, () => [
      {
        label: "all pairs of special values",
        inputs: [hostTensor([left.length], dtype, left), hostTensor([right.length], dtype, right)],
        program,
      },
    ]),
  ];
  if (dtype === "float32")
    cases.push(sampleCase(id("rank-5"), { ...needs, rank: 5 }, (stream) => [on(stream, RANK_5, [3, 1, 2])]));
  return cases;
}
