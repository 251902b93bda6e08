import { type DType, isFloat, showShape } from "@tenon/core";
import type { Case } from "../case.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { RANK_5 } from "../samples/shapes.js";
import { INTEGER_DOMAIN, type Stream, usualDomain } from "../samples/stream.js";
import { NUMBERS } from "./dtypes.js";
import { type Sample, sampleCase } from "./sample-case.js";

type Shape = readonly number[];

/** [rows, inner, columns]: degenerate, odd, around the tiles of kernels. */
const SIZES: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 5, 1],
  [5, 1, 5],
  [1, 7, 9],
  [7, 9, 1],
  [2, 3, 4],
  [3, 4, 5],
  [8, 8, 8],
];
const ODD: readonly (readonly [number, number, number])[] = [
  [15, 16, 17],
  [17, 15, 16],
  [16, 17, 15],
  [33, 7, 65],
  [65, 64, 3],
  [3, 65, 63],
];
const EMPTY: readonly (readonly [number, number, number])[] = [
  [0, 3, 2],
  [2, 0, 3],
  [2, 3, 0],
  [0, 0, 0],
];
const FLAGS = [false, true].flatMap((transA) => [false, true].map((transB) => ({ transA, transB })));

const BATCHES: readonly (readonly [Shape, Shape])[] = [
  [[3], [3]],
  [[3], [1]],
  [[1], [3]],
  [[], [3]],
  [[3], []],
  [
    [2, 1],
    [1, 3],
  ],
  [[2, 3], [3]],
  [[2, 1], [3]],
  [[0], [1]],
  [[2, 0], []],
];

/** Products of matrices and of batches of them, on every number dtype. */
export const matmulCases: readonly Case[] = NUMBERS.flatMap((dtype) => checks(dtype));

function checks(dtype: DType): Case[] {
  const id = (check: string) => `matmul/${dtype}/${check}`;
  const needs = { compute: [dtype] };
  const on = (
    stream: Stream,
    [m, k, n]: readonly [number, number, number],
    { transA, transB }: (typeof FLAGS)[number],
    [batchA, batchB]: readonly [Shape, Shape] = [[], []],
  ): Sample => {
    const a = [...batchA, ...(transA ? [k, m] : [m, k])];
    const b = [...batchB, ...(transB ? [n, k] : [k, n])];
    return {
      label: `${showShape(a)}${transA ? "ᵀ" : ""} × ${showShape(b)}${transB ? "ᵀ" : ""}`,
      inputs: [stream.tensor(a, dtype), stream.tensor(b, dtype)],
      program: (ops, [x, y]) => ops.matmul(x!, y!, transA, transB),
    };
  };
  const allFlags = (stream: Stream, sizes: typeof SIZES) =>
    sizes.flatMap((size) => FLAGS.map((flags) => on(stream, size, flags)));
  const cases = [
    sampleCase(id("sizes"), needs, (stream) => allFlags(stream, SIZES)),
    sampleCase(id("odd-sizes"), needs, (stream) => allFlags(stream, ODD)),
    sampleCase(id("empty"), needs, (stream) => allFlags(stream, EMPTY)),
    sampleCase(id("batches"), needs, (stream) =>
      BATCHES.flatMap((batch) => FLAGS.map((flags) => on(stream, [2, 3, 4], flags, batch))),
    ),
    sampleCase(id("views"), needs, (stream) => views(stream, dtype)),
  ];
  if (isFloat(dtype))
    cases.push(
      sampleCase(id("specials"), { ...needs, strict: true }, () => {
        const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
        const a = hostTensor([4, 3], dtype, [nan, 1, 2, inf, 1, 2, 0, 1, 2, 1, -inf, 1]);
        const b = hostTensor([3, 4], dtype, [1, 0, inf, nan, 1, 1, 1, 1, 0, 2, -inf, 0]);
        return [
          { label: "NaN and infinities", inputs: [a, b], program: (ops, [x, y]) => ops.matmul(x!, y!, false, false) },
        ];
      }),
    );
  else
    cases.push(
      sampleCase(id("overflow"), needs, (stream) => [
        {
          label: "the whole range",
          inputs: [
            [5, 17],
            [17, 6],
          ].map((shape) => stream.tensor(shape, dtype, INTEGER_DOMAIN[dtype as "int32"])), // a number, not a float
          program: (ops, [x, y]) => ops.matmul(x!, y!, false, false),
        },
      ]),
    );
  if (dtype === "float32")
    cases.push(
      sampleCase(id("rank-5"), { ...needs, rank: 5 }, (stream) => [
        {
          label: "three batch axes",
          inputs: [stream.tensor(RANK_5, dtype), stream.tensor([4, 1, 2, 3], dtype)],
          program: (ops, [x, y]) => ops.matmul(x!, y!, false, false),
        },
      ]),
    );
  return cases;
}

function views(stream: Stream, dtype: DType): Sample[] {
  const draw = (...shape: number[]) => stream.tensor(shape, dtype, usualDomain(dtype));
  return [
    {
      label: "both permuted",
      inputs: [draw(5, 4), draw(6, 5)],
      program: (ops, [x, y]) => ops.matmul(ops.permute(x!, [1, 0]), ops.permute(y!, [1, 0]), false, false),
    },
    {
      label: "permuted and flagged",
      inputs: [draw(5, 4), draw(6, 4)],
      program: (ops, [x, y]) => [
        ops.matmul(ops.permute(x!, [1, 0]), y!, true, true),
        ops.matmul(x!, ops.permute(y!, [1, 0]), false, false),
      ],
    },
    {
      label: "sliced with steps and flipped",
      inputs: [draw(9, 12), draw(6, 7)],
      program: (ops, [x, y]) => ops.matmul(ops.slice(x!, [1, 0], [4, 6], [2, 2]), ops.flip(y!, [0]), false, false),
    },
    {
      label: "broadcast matrices",
      inputs: [draw(1, 5), draw(5, 1)],
      program: (ops, [x, y]) => ops.matmul(ops.broadcastTo(x!, [3, 5]), ops.broadcastTo(y!, [2, 5, 4]), false, false),
    },
    {
      label: "batch axis permuted into place",
      inputs: [draw(4, 3, 5), draw(5, 6, 3)],
      program: (ops, [x, y]) => ops.matmul(ops.permute(x!, [1, 0, 2]), ops.permute(y!, [2, 0, 1]), false, false),
    },
    {
      label: "one handle on both sides",
      inputs: [draw(4, 4)],
      program: (ops, [x]) => [ops.matmul(x!, x!, false, false), ops.matmul(x!, x!, true, false)],
    },
  ];
}
