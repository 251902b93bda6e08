import { type DType, type Handle, showShape } from "@tenon/core";
import type { Case } from "../case.js";
import type { Primitives } from "../program.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { specialValues } from "../samples/specials.js";
import type { Stream } from "../samples/stream.js";
import { VIEWS } from "../samples/views.js";
import { ALL } from "./dtypes.js";
import { type Sample, sampleCase } from "./sample-case.js";

type Shape = readonly number[];
type Move = <T extends Handle>(ops: Primitives<T>, x: T) => T;

interface Moved {
  readonly shape: Shape;
  readonly move: Move;
}

/** What each movement op is tried on. Every one must keep every bit of every dtype that is stored. */
const MOVES: Readonly<Record<string, readonly Moved[]>> = {
  reshape: [
    reshaped([], [1]),
    reshaped([1], []),
    reshaped([6], [2, 3]),
    reshaped([2, 3], [3, 2]),
    reshaped([2, 3, 4], [4, 6]),
    reshaped([1, 17], [17, 1]),
    reshaped([0, 3], [3, 0, 2]),
    reshaped([2, 3, 4], [1, 2, 1, 12]),
  ],
  permute: [
    permuted([], []),
    permuted([3], [0]),
    permuted([2, 3], [1, 0]),
    permuted([2, 3, 4], [2, 0, 1]),
    permuted([2, 3, 4], [0, 2, 1]),
    permuted([17, 65], [1, 0]),
    permuted([2, 3, 4, 5], [3, 1, 2, 0]),
    permuted([0, 3], [1, 0]),
  ],
  broadcastTo: [
    stretched([], [3]),
    stretched([1], [4]),
    stretched([3, 1], [3, 17]),
    stretched([1, 3], [4, 3]),
    stretched([3], [2, 4, 3]),
    stretched([2, 1, 3], [5, 2, 4, 3]),
    stretched([1], [0]),
    stretched([1, 3], [0, 3]),
  ],
  flip: [
    flipped([], []),
    flipped([5], [0]),
    flipped([3, 4], [0]),
    flipped([3, 4], [1]),
    flipped([3, 4], [0, 1]),
    flipped([2, 3, 65], [1, 2]),
    flipped([0, 3], [0, 1]),
  ],
  slice: [
    sliced([], [], [], []),
    sliced([7], [2], [3], [1]),
    sliced([7], [0], [4], [2]),
    sliced([7], [6], [1], [3]),
    sliced([7], [3], [0], [1]),
    sliced([5, 6], [1, 2], [3, 4], [1, 1]),
    sliced([5, 6], [1, 0], [2, 3], [3, 2]),
    sliced([66, 3], [1, 1], [65, 2], [1, 1]),
    sliced([0, 4], [0, 1], [0, 3], [1, 1]),
  ],
  pad: [
    padded([], [], [], [], 1),
    padded([3], [2], [1], [0], 0),
    padded([3], [0], [0], [2], 1),
    padded([3], [1], [2], [1], 1),
    padded([0], [1], [2], [3], 1),
    padded([2, 3], [1, 0], [0, 2], [0, 1], 0),
    padded([2, 3, 4], [0, 1, 2], [1, 0, 3], [0, 2, 0], 1),
    padded([17, 5], [1, 1], [1, 1], [0, 0], 0),
  ],
  windows: [
    windowed([7], 0, 3, 1, 1),
    windowed([7], 0, 3, 2, 1),
    windowed([7], 0, 3, 1, 2),
    windowed([9], 0, 2, 3, 4),
    windowed([5], 0, 5, 1, 1),
    windowed([6, 3], 0, 2, 2, 1),
    windowed([2, 6, 3], 1, 3, 1, 2),
    windowed([3, 17], 1, 4, 3, 1),
    windowed([0, 5], 1, 2, 1, 1),
  ],
};

/** Movement: each op on every dtype that is stored at all, alone and on views of views. */
export const movementCases: readonly Case[] = ALL.flatMap((dtype) => [
  ...Object.entries(MOVES).flatMap(([op, moves]) => checks(op, dtype, moves)),
  ...concatChecks(dtype),
  ...(dtype === "float32" ? rankChecks() : []),
]);

function checks(op: string, dtype: DType, moves: readonly Moved[]): Case[] {
  const needs = { storage: [dtype] };
  const id = (check: string) => `movement/${op}/${dtype}/${check}`;
  return [
    sampleCase(id("values"), needs, (stream) =>
      moves.map(({ shape, move }, i) => ({
        label: `${i}: from ${showShape(shape)}`,
        inputs: [stream.tensor(shape, dtype)],
        program: (ops, [x]) => move(ops, x!),
      })),
    ),
    sampleCase(id("views"), needs, (stream) =>
      VIEWS.map(({ name, source, move }) => ({
        label: name,
        inputs: [stream.tensor(source, dtype)],
        program: (ops, [x]) => {
          const moved = move(ops, x!);
          return ONCE_MORE[op]!(ops, moved);
        },
      })),
    ),
    sampleCase(id("bits"), needs, () => {
      const values = specialValues(dtype);
      return [
        {
          label: "special values keep every bit",
          inputs: [hostTensor([values.length, 1], dtype, values)],
          program: (ops, [x]) => ONCE_MORE[op]!(ops, x!),
        },
      ];
    }),
  ];
}

/** Each op with arguments that fit any shape of rank ≥ 1. */
const ONCE_MORE: Readonly<Record<string, Move>> = {
  reshape: (ops, x) => ops.reshape(x, [x.shape.reduce((a, b) => a * b, 1), 1]),
  permute: (ops, x) => ops.permute(x, [...x.shape.keys()].reverse()),
  broadcastTo: (ops, x) => ops.broadcastTo(x, [2, ...x.shape]),
  flip: (ops, x) => ops.flip(x, [...x.shape.keys()]),
  slice: (ops, x) =>
    ops.slice(
      x,
      x.shape.map((size) => Math.min(1, size - 1)),
      x.shape.map((size) => Math.max(1, Math.floor(size / 2))),
      x.shape.map((size) => (size > 3 ? 2 : 1)),
    ),
  pad: (ops, x) =>
    ops.pad(
      x,
      x.shape.map((_, axis) => axis),
      x.shape.map(() => 1),
      x.shape.map(() => 1),
      0,
    ),
  windows: (ops, x) => ops.windows(x, 0, Math.min(2, x.shape[0]!), 1, 1),
};

function concatChecks(dtype: DType): Case[] {
  const needs = { storage: [dtype] };
  const id = (check: string) => `movement/concat/${dtype}/${check}`;
  const joined = (stream: Stream, shapes: readonly Shape[], axis: number): Sample => ({
    label: `${shapes.map(showShape).join(", ")} along ${axis}`,
    inputs: shapes.map((shape) => stream.tensor(shape, dtype)),
    program: (ops, xs) => ops.concat(xs, axis),
  });
  return [
    sampleCase(id("values"), needs, (stream) => [
      joined(stream, [[3]], 0),
      joined(stream, [[3], [2]], 0),
      joined(stream, [[1], [0], [17]], 0),
      joined(stream, [[0], [0]], 0),
      joined(
        stream,
        [
          [2, 3],
          [4, 3],
        ],
        0,
      ),
      joined(
        stream,
        [
          [2, 3],
          [2, 1],
          [2, 5],
        ],
        1,
      ),
      joined(
        stream,
        [
          [2, 3, 4],
          [2, 2, 4],
        ],
        1,
      ),
      joined(stream, Array<Shape>(9).fill([2, 1]), 1),
    ]),
    sampleCase(id("views"), needs, (stream) =>
      VIEWS.map(({ name, source, move }) => ({
        label: name,
        inputs: [stream.tensor(source, dtype), stream.tensor(source, dtype)],
        program: (ops, [x, y]) => {
          const moved = move(ops, x!);
          return [ops.concat([moved, moved, move(ops, y!)], 0), ops.concat([moved, moved], moved.shape.length - 1)];
        },
      })),
    ),
  ];
}

function rankChecks(): Case[] {
  const on = (stream: Stream, rank: number): Sample => {
    const shape = Array.from({ length: rank }, (_, axis) => 1 + (axis % 3));
    const axes = [...shape.keys()].reverse();
    const ones = shape.map(() => 1);
    const zeros = shape.map(() => 0);
    return {
      label: showShape(shape),
      inputs: [stream.tensor(shape, "float32")],
      program: (ops, [x]) => [
        ops.permute(x!, axes),
        ops.flip(x!, axes.slice().reverse()),
        ops.slice(
          x!,
          shape.map((size) => size - 1),
          ones,
          ones,
        ),
        ops.pad(x!, ones, zeros, zeros, 2),
        ops.concat([x!, x!], rank - 1),
        ops.reshape(ops.permute(x!, axes), shape),
        ops.broadcastTo(ops.slice(x!, zeros, ones, ones), shape),
      ],
    };
  };
  return [5, 6, 7, 8].map((rank) =>
    sampleCase(`movement/rank-${rank}/float32`, { compute: ["float32"], rank }, (stream) => [on(stream, rank)]),
  );
}

function reshaped(from: Shape, to: Shape): Moved {
  return { shape: from, move: (ops, x) => ops.reshape(x, to) };
}

function permuted(shape: Shape, axes: Shape): Moved {
  return { shape, move: (ops, x) => ops.permute(x, axes) };
}

function stretched(from: Shape, to: Shape): Moved {
  return { shape: from, move: (ops, x) => ops.broadcastTo(x, to) };
}

function flipped(shape: Shape, axes: Shape): Moved {
  return { shape, move: (ops, x) => ops.flip(x, axes) };
}

function sliced(shape: Shape, start: Shape, size: Shape, step: Shape): Moved {
  return { shape, move: (ops, x) => ops.slice(x, start, size, step) };
}

function padded(shape: Shape, lo: Shape, hi: Shape, interior: Shape, value: number): Moved {
  return { shape, move: (ops, x) => ops.pad(x, lo, hi, interior, value) };
}

function windowed(shape: Shape, axis: number, size: number, stride: number, dilation: number): Moved {
  return { shape, move: (ops, x) => ops.windows(x, axis, size, stride, dilation) };
}
