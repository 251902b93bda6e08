import {
  arraySplit,
  concat,
  type DType,
  gather,
  gatherNd,
  indexUpdate,
  maskedFill,
  maskedScatter,
  moveAxis,
  pad,
  repeat,
  roll,
  rot90,
  scatter,
  scatterNd,
  scatterReduce,
  segmentMax,
  segmentMean,
  segmentMin,
  segmentProd,
  segmentSum,
  showShape,
  slice,
  slidingWindows,
  type Tensor,
  tile,
} from "@tenon/core";
import type { Case } from "../case.js";
import { createReferenceBackend } from "../reference/reference-backend.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import { runFunction } from "../runner/run-function.js";
import type { Tester } from "../runner/tester.js";
import { RANK_5 } from "../samples/shapes.js";
import { Stream } from "../samples/stream.js";
import { ALL, NUMBERS } from "./dtypes.js";

type Shape = readonly number[];

/** By rank: compositions need fewer shapes than the primitives below them. */
const FILLED: readonly Shape[] = [[], [17], [3, 1], [2, 3, 4], RANK_5];
const FEW: readonly Shape[] = [...FILLED, [0, 3]];

type Move = (x: Tensor, flags: Tensor) => readonly Tensor[];

/** Functions that take any rank, size 0 included. `flags` has the shape of x. */
const ANY_RANK: Readonly<Record<string, Move>> = {
  repeat: (x) => [repeat(x, 2), repeat(x, 0)],
  tile: (x) => [tile(x, [2, 1, 3]), tile(x, 2)],
  roll: (x) => [roll(x, 2), roll(x, -1)],
  "new-axes": (x) => [x.at(null, "..."), x.at("...", null)],
  masked: (x, flags) => [maskedFill(x, flags, 1), maskedScatter(x, flags, concat([x.reshape([-1]), x.reshape([-1])]))],
};

/** Functions that need an axis of one element or more. */
const RANK_1: Readonly<Record<string, Move>> = {
  moveAxis: (x) => [moveAxis(x, 0, -1), moveAxis(x, -1, 0)],
  arraySplit: (x) => arraySplit(x, 2, { axis: -1 }),
  "repeat-axis": (x) => [repeat(x, 3, { axis: -1 }), repeat(x, counts(x), { axis: 0 })],
  "roll-axis": (x) => [roll(x, [1, -2], { axis: [0, -1] })],
  slidingWindows: (x) => [slidingWindows(x, 1), slidingWindows(x, x.shape[0]!, { axis: 0 })],
  pad: (x) => [
    pad(x, [1, 2], { value: 1 }),
    pad(x, [2, -1], { mode: "replicate" }),
    pad(x, [1, 1], { mode: "circular" }),
  ],
  at: (x) => [x.at("...", slice(null, null, -2)), x.at([0, -1, 0]), x.at("...", [-1, 0]), x.at(-1)],
  with: (x) => [x.with([-1], 1), x.with(["...", [0, -1]], x.at("...", [-1, 0]))],
};

const RANK_2: Readonly<Record<string, Move>> = {
  rot90: (x) => [rot90(x), rot90(x, 3, { axes: [-1, 0] })],
  "at-apart": (x) => [x.at([0, -1], "...", [-1, 0]), x.at([0, 0, -1], [-1, 0, 0])],
};

/** Moving elements about, on every dtype and many shapes: equal to the reference to the bit. */
export const rearrangementCases: readonly Case[] = [
  ...ALL.flatMap((dtype) => [
    ...Object.entries(ANY_RANK).map(([name, move]) => moves(name, dtype, FEW, move)),
    ...Object.entries(RANK_1).map(([name, move]) => moves(name, dtype, FILLED.slice(1), move)),
    ...Object.entries(RANK_2).map(([name, move]) => moves(name, dtype, FILLED.slice(2), move)),
    indexed(dtype),
  ]),
  ...NUMBERS.map(joined),
];

const counts = (x: Tensor) => Array.from({ length: x.shape[0]! }, (_, i) => i % 3);

function moves(name: string, dtype: DType, shapes: readonly Shape[], move: Move): Case {
  const id = `rearrangement/${name}/${dtype}`;
  return {
    id,
    needs: { compute: [dtype, "int32", "bool"], rank: 6 },
    run: async (_, t) => {
      const stream = new Stream(id);
      for (const shape of shapes)
        await same(t, showShape(shape), [stream.tensor(shape, dtype), stream.ties(shape, "bool")], (x, flags) =>
          move(x!, flags!),
        );
    },
  };
}

/** Elements and slices by computed indices. */
function indexed(dtype: DType): Case {
  const id = `rearrangement/indexed/${dtype}`;
  return {
    id,
    needs: { compute: [dtype, "int32", "bool"], rank: 4 },
    run: async (_, t) => {
      const stream = new Stream(id);
      const below = (n: number, ...shape: number[]) => stream.tensor(shape, "int32", { low: 0, high: n - 1 });
      const [x, column, rows] = [stream.tensor([4, 5], dtype), below(4, 3, 5), below(4, 7)];
      await same(t, "elements", [x, column], (v, i) => [gather(v!, 0, i!), scatter(v!, 0, i!, v!.at(slice(0, 3)))]);
      await same(t, "slices", [x, rows], (v, i) => [
        v!.at(i!),
        indexUpdate(v!, i!, v!.at([0])),
        gatherNd(v!, i!.unsqueeze(-1)),
        scatterNd(v!, i!.unsqueeze(-1), v!.at([0, 1, 2, 3, 2, 1, 0])),
      ]);
    },
  };
}

/** Small whole numbers, whose sums and products are exact. */
function joined(dtype: DType): Case {
  const id = `rearrangement/joined/${dtype}`;
  return {
    id,
    needs: { compute: [dtype, "int32", "bool", "float32"], rank: 3 },
    run: async (_, t) => {
      const stream = new Stream(id);
      for (const [n, width] of [
        [17, 3],
        [1, 2],
        [0, 2],
        [64, 1],
      ] as const) {
        const x = stream.ties([n, width], dtype);
        const ids = stream.tensor([n], "int32", { low: 0, high: 3 });
        await same(t, `segments of [${n}, ${width}]`, [x, ids], (v, i) =>
          [segmentSum, segmentMean, segmentProd, segmentMax, segmentMin].map((join) => join(v!, i!, { count: 5 })),
        );
      }
      const [base, index, u] = [
        stream.ties([4], dtype),
        hostTensor([6], "int32", [0, 2, 2, 0, 2, 3]),
        stream.ties([6], dtype),
      ];
      for (const how of ["sum", "mean", "prod", "max", "min"] as const)
        await same(t, how, [base, index, u], (v, i, w) => [
          scatterReduce(v!, 0, i!, w!, how),
          scatterReduce(v!, 0, i!, w!, how, { includeSelf: false }),
        ]);
    },
  };
}

async function same(
  t: Tester,
  label: string,
  inputs: readonly HostTensor[],
  program: (...x: Tensor[]) => readonly Tensor[],
): Promise<void> {
  const expected = await runFunction(createReferenceBackend(), inputs, program);
  t.compare(
    label,
    await t.run(label, inputs, program),
    expected.map(({ shape, dtype, data }) => ({ shape, dtype, data: Float64Array.from(data) })),
  );
}
