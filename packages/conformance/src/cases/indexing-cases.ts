import { type DType, isFloat, type SCATTER_OPS, showShape } from "@tenon/core";
import type { Case } from "../case.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import { RANK_5 } from "../samples/shapes.js";
import { specialValues } from "../samples/specials.js";
import type { Stream } from "../samples/stream.js";
import { VIEWS } from "../samples/views.js";
import { ALL, NUMBERS } from "./dtypes.js";
import { type Sample, sampleCase } from "./sample-case.js";

type Shape = readonly number[];

/** [shape of the source, axis, shape of the indices]. */
const TAKES: readonly (readonly [Shape, number, Shape])[] = [
  [[5], 0, []],
  [[5], 0, [3]],
  [[5], 0, [17]],
  [[5], 0, [2, 3]],
  [[5], 0, [0]],
  [[4, 3], 0, [6]],
  [[4, 3], 1, [2]],
  [[4, 3], 1, []],
  [[2, 5, 3], 1, [4, 2]],
  [[2, 5, 3], 2, [7]],
  [[65, 2], 0, [16]],
  [[1, 3], 0, [4]],
  [[0, 3], 1, [2]],
];

/** gather on all stored dtypes, scatter on all that compute. */
export const indexingCases: readonly Case[] = [
  ...ALL.flatMap(gatherChecks),
  ...ALL.flatMap((dtype) => scatterChecks("set", dtype)),
  ...NUMBERS.flatMap((dtype) => scatterChecks("add", dtype)),
];

function gatherChecks(dtype: DType): Case[] {
  const needs = { storage: [dtype], compute: ["int32"] as const };
  const id = (check: string) => `gather/${dtype}/${check}`;
  const taken = (stream: Stream, [shape, axis, indices]: (typeof TAKES)[number]): Sample => ({
    label: `${showShape(shape)} along ${axis} at ${showShape(indices)}`,
    inputs: [stream.tensor(shape, dtype), positions(stream, indices, shape[axis]!)],
    program: (ops, [x, at]) => ops.gather(x!, at!, axis),
  });
  const values = specialValues(dtype);
  const cases = [
    sampleCase(id("values"), needs, (stream) => TAKES.map((take) => taken(stream, take))),
    sampleCase(id("views"), needs, (stream) => [
      ...VIEWS.map(
        ({ name, source, move }): Sample => ({
          label: `from ${name}`,
          inputs: [stream.tensor(source, dtype), positions(stream, [2, 3], 2)],
          program: (ops, [x, at]) => ops.gather(move(ops, x!), at!, 0),
        }),
      ),
      ...VIEWS.map(
        ({ name, source, move }): Sample => ({
          label: `at indices ${name}`,
          inputs: [stream.tensor([4, 3], dtype), positions(stream, source, 3)],
          program: (ops, [x, at]) => ops.gather(x!, move(ops, at!), 1),
        }),
      ),
    ]),
    sampleCase(id("bits"), needs, (stream) => [
      {
        label: "special values keep every bit",
        inputs: [hostTensor([values.length], dtype, values), positions(stream, [values.length], values.length)],
        program: (ops, [x, at]) => ops.gather(x!, at!, 0),
      },
    ]),
  ];
  if (dtype === "float32")
    cases.push(sampleCase(id("rank-5"), { ...needs, rank: 5 }, (stream) => [taken(stream, [RANK_5, 2, [4]])]));
  return cases;
}

function scatterChecks(op: (typeof SCATTER_OPS)[number], dtype: DType): Case[] {
  const needs = { compute: [dtype, "int32"] as const };
  const id = (check: string) => `scatter/${op}/${dtype}/${check}`;
  const put = (stream: Stream, [shape, axis, indices]: (typeof TAKES)[number]): Sample => {
    const updates = [...shape.slice(0, axis), ...indices, ...shape.slice(axis + 1)];
    return {
      label: `into ${showShape(shape)} along ${axis} at ${showShape(indices)}`,
      inputs: [stream.tensor(shape, dtype), positions(stream, indices, shape[axis]!), stream.tensor(updates, dtype)],
      program: (ops, [base, at, x]) => ops.scatter(op, base!, at!, x!, axis),
    };
  };
  const cases = [
    sampleCase(id("values"), needs, (stream) => TAKES.map((take) => put(stream, take))),
    sampleCase(id("duplicates"), needs, (stream) => [
      {
        label: "every update into one place",
        inputs: [stream.tensor([3], dtype), hostTensor([40], "int32", Array(40).fill(1)), stream.tensor([40], dtype)],
        program: (ops, [base, at, x]) => ops.scatter(op, base!, at!, x!, 0),
      },
      {
        label: "rows into two places",
        inputs: [stream.tensor([2, 5], dtype), positions(stream, [17], 2), stream.tensor([17, 5], dtype)],
        program: (ops, [base, at, x]) => ops.scatter(op, base!, at!, x!, 0),
      },
      {
        label: "columns into two places, indices of rank 2",
        inputs: [stream.tensor([3, 2], dtype), positions(stream, [2, 4], 2), stream.tensor([3, 2, 4], dtype)],
        program: (ops, [base, at, x]) => ops.scatter(op, base!, at!, x!, 1),
      },
    ]),
    sampleCase(id("views"), needs, (stream) => [
      {
        label: "into a permuted base",
        inputs: [stream.tensor([3, 5], dtype), positions(stream, [4], 5), stream.tensor([4, 3], dtype)],
        program: (ops, [base, at, x]) => ops.scatter(op, ops.permute(base!, [1, 0]), at!, x!, 0),
      },
      {
        label: "into a broadcast base",
        inputs: [stream.tensor([1, 3], dtype), positions(stream, [4], 5), stream.tensor([4, 3], dtype)],
        program: (ops, [base, at, x]) => ops.scatter(op, ops.broadcastTo(base!, [5, 3]), at!, x!, 0),
      },
      {
        label: "flipped updates at flipped indices",
        inputs: [stream.tensor([5, 3], dtype), positions(stream, [4], 5), stream.tensor([3, 4], dtype)],
        program: (ops, [base, at, x]) =>
          ops.scatter(op, base!, ops.flip(at!, [0]), ops.flip(ops.permute(x!, [1, 0]), [0, 1]), 0),
      },
      {
        label: "broadcast updates into a sliced base",
        inputs: [stream.tensor([9, 4], dtype), positions(stream, [6], 4), stream.tensor([1, 1], dtype)],
        program: (ops, [base, at, x]) =>
          ops.scatter(op, ops.slice(base!, [1, 0], [4, 2], [2, 2]), at!, ops.broadcastTo(x!, [6, 2]), 0),
      },
    ]),
  ];
  if (isFloat(dtype))
    cases.push(
      sampleCase(id("specials"), { ...needs, strict: true }, () => {
        const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
        return [
          {
            label: "NaN and infinities",
            inputs: [
              hostTensor([5], dtype, [1, inf, nan, -inf, 2]),
              hostTensor([5], "int32", [0, 1, 3, 4, 4]),
              hostTensor([5], dtype, [nan, -inf, 1, inf, 1]),
            ],
            program: (ops, [base, at, x]) => ops.scatter(op, base!, at!, x!, 0),
          },
        ];
      }),
    );
  if (dtype === "float32")
    cases.push(sampleCase(id("rank-5"), { ...needs, rank: 5 }, (stream) => [put(stream, [RANK_5, 2, [4]])]));
  return cases;
}

/** Valid indices into an axis, with repeats. */
function positions(stream: Stream, shape: Shape, length: number): HostTensor {
  return stream.tensor(shape, "int32", { low: 0, high: Math.max(length - 1, 0) });
}
