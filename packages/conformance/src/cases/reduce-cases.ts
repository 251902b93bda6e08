import { type DType, isFloat, REDUCE_OPS, type ReduceOp, showShape } from "@tenon/core";
import type { Case } from "../case.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { EMPTY_SHAPES, ODD_SIZES, RANK_5, RANK_7 } from "../samples/shapes.js";
import { type Domain, INTEGER_DOMAIN, type Stream, usualDomain } from "../samples/stream.js";
import { VIEWS } from "../samples/views.js";
import { ALL, NUMBERS } from "./dtypes.js";
import { type Sample, sampleCase } from "./sample-case.js";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** Rows that reach every rule on NaN, infinities and zeros. */
const SPECIAL_ROWS: readonly (readonly number[])[] = [
  [1, nan, 2, 3],
  [nan, 1, 2, 3],
  [1, 2, 3, nan],
  [nan, nan, nan, nan],
  [inf, 1, -2, 3],
  [-inf, 1, -2, 3],
  [inf, -inf, 1, 2],
  [-inf, -inf, -inf, -inf],
  [inf, inf, inf, inf],
  [inf, nan, 1, -inf],
  [0, -0, 0, -0],
  [0, inf, 1, 1],
];

/** Every reduction on every dtype that takes it. */
export const reduceCases: readonly Case[] = REDUCE_OPS.flatMap((op) =>
  (op === "max" || op === "min" ? ALL : NUMBERS).flatMap((dtype) => checks(op, dtype)),
);

function checks(op: ReduceOp, dtype: DType): Case[] {
  const id = (check: string) => `reduce/${op}/${dtype}/${check}`;
  const needs = { compute: [dtype] };
  const domain = domainOf(op, dtype);
  const on = (stream: Stream, shape: readonly number[], axes: readonly number[]): Sample => ({
    label: `${showShape(shape)} over ${showShape(axes)}`,
    inputs: [stream.tensor(shape, dtype, domain)],
    program: (ops, [x]) => ops.reduce(op, x!, axes),
  });
  const cases = [
    sampleCase(id("axes"), needs, (stream) => [
      on(stream, [], []),
      ...subsets([0]).map((axes) => on(stream, [5], axes)),
      ...subsets([0, 1]).map((axes) => on(stream, [3, 4], axes)),
      ...subsets([0, 1, 2]).map((axes) => on(stream, [2, 3, 4], axes)),
      ...subsets([0, 1, 2, 3]).map((axes) => on(stream, [2, 3, 1, 2], axes)),
    ]),
    sampleCase(id("sizes"), needs, (stream) => [
      ...ODD_SIZES.flatMap((size) => [
        on(stream, [size], [0]),
        on(stream, [3, size], [1]),
        on(stream, [size, 3], [0]),
        on(stream, [2, size, 3], [1]),
      ]),
      on(stream, [1031], [0]),
      on(stream, [2, 520], [0, 1]),
    ]),
    sampleCase(id("views"), needs, (stream) =>
      VIEWS.flatMap(({ name, source, move }) =>
        (["all", "first", "last"] as const).map(
          (which): Sample => ({
            label: `${name}, over ${which}`,
            inputs: [stream.tensor(source, dtype, domain)],
            program: (ops, [x]) => {
              const moved = move(ops, x!);
              const axes = moved.shape.map((_, axis) => axis);
              return ops.reduce(op, moved, which === "all" ? axes : which === "first" ? [0] : axes.slice(-1));
            },
          }),
        ),
      ),
    ),
    sampleCase(id("empty"), needs, (stream) =>
      EMPTY_SHAPES.flatMap((shape) => subsets(shape.map((_, axis) => axis)).map((axes) => on(stream, shape, axes))),
    ),
  ];
  if (isFloat(dtype)) {
    cases.push(
      sampleCase(id("specials"), { ...needs, strict: true }, () => [
        {
          label: "rows of special values",
          inputs: [hostTensor([SPECIAL_ROWS.length, 4], dtype, SPECIAL_ROWS.flat())],
          program: (ops, [x]) => [ops.reduce(op, x!, [1]), ops.reduce(op, ops.permute(x!, [1, 0]), [0])],
        },
        ...[17, 67].map((size): Sample => {
          const values = Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? nan : 1));
          return {
            label: `one NaN at every position of ${size}`,
            inputs: [hostTensor([size, size], dtype, values)],
            program: (ops, [x]) => [ops.reduce(op, x!, [1]), ops.reduce(op, x!, [0])],
          };
        }),
      ]),
    );
  } else if (dtype !== "bool") {
    cases.push(
      sampleCase(id("overflow"), needs, (stream) => [
        {
          label: "the whole range",
          inputs: [stream.tensor([4, 33], dtype, INTEGER_DOMAIN[dtype as "int32"])], // neither float nor bool
          program: (ops, [x]) => [ops.reduce(op, x!, [1]), ops.reduce(op, x!, [0]), ops.reduce(op, x!, [0, 1])],
        },
      ]),
    );
  }
  if (dtype === "float32")
    cases.push(
      sampleCase(id("rank-5"), { ...needs, rank: 5 }, (stream) => [
        on(stream, RANK_5, [0, 2, 4]),
        on(stream, RANK_5, [1, 3]),
      ]),
      sampleCase(id("rank-7"), { ...needs, rank: 7 }, (stream) => [on(stream, RANK_7, [0, 4])]),
    );
  return cases;
}

/** Products stay near 1, so that no order of multiplication overflows. */
function domainOf(op: ReduceOp, dtype: DType): Domain {
  return op === "prod" && isFloat(dtype) ? { low: 0.9, high: 1.1 } : usualDomain(dtype);
}

function subsets(list: readonly number[]): number[][] {
  return Array.from({ length: 2 ** list.length }, (_, bits) => list.filter((_, i) => (bits >> i) & 1));
}
