import {
  bincount,
  bincountSync,
  compile,
  type DType,
  showShape,
  type Tensor,
  type Unique,
  type UniqueOptions,
  unique,
  uniqueSync,
} from "@tenon/core";
import type { Case, Mode } from "../case.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import type { Tester } from "../runner/tester.js";
import { Stream } from "../samples/stream.js";
import { ALL } from "./dtypes.js";

const READS: readonly Mode[] = ["eager", "async"];
const EXACT = { relative: 0, absolute: 0 };
const LISTS: readonly (readonly number[])[] = [[0], [1], [2], [17], [64], [3, 5]];
const MATRICES: readonly (readonly number[])[] = [
  [0, 2],
  [1, 3],
  [9, 2],
  [3, 0],
  [4, 2, 3],
];

/** Functions whose shape is a count that must be read: unique elements and slices, and bins up to the largest. */
export const countingCases: readonly Case[] = [
  ...ALL.map((dtype) => uniqueCase(dtype, "elements", LISTS, [{}])),
  ...ALL.map((dtype) => uniqueCase(dtype, "slices", MATRICES, [{ axis: 0 }, { axis: -1 }])),
  {
    id: "counting/unique/float32/special-values",
    needs: { compute: ["float32", "int32", "bool"] },
    modes: READS,
    run: async (_, t) => {
      const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
      const x = hostTensor([8], "float32", [nan, -inf, 1, nan, -0, inf, 0, -inf]);
      await sameUnique(t, x, {}, [[-inf], [0], [1], [inf], [nan], [nan]], [4, 0, 2, 5, 1, 3, 1, 0]);
    },
  },
  {
    id: "counting/bincount/int32/without-length",
    needs: { compute: ["float32", "int32"] },
    modes: READS,
    run: async (_, t) => {
      for (const values of [[], [0], [3, 0, 3, 1]]) {
        const [x, weights] = [
          t.tensor(hostTensor([values.length], "int32", values)),
          t.tensor(
            hostTensor(
              [values.length],
              "float32",
              values.map((v) => v + 0.5),
            ),
          ),
        ];
        const length = Math.max(-1, ...values) + 1;
        const counts = Array.from({ length }, (_, bin) => values.filter((v) => v === bin).length);
        const results = [await bincount(x), ...(t.backend.readSync ? [bincountSync(x)] : [])];
        for (const y of results) t.close("counts", await t.read(y), { shape: [length], data: counts }, EXACT);
        const sums = await bincount(x, { weights });
        const expected = counts.map((count, bin) => count * (bin + 0.5));
        t.close("sums", await t.read(sums), { shape: [length], data: expected }, EXACT);
        for (const y of [x, weights, sums, ...results]) y.dispose();
      }
    },
  },
  {
    id: "counting/refused/at-once-on-an-asynchronous-backend",
    needs: { compute: ["int32", "bool"] },
    modes: ["async"],
    run: async (_, t) => {
      const x = t.tensor(hostTensor([2], "int32", [0, 1]));
      for (const call of [uniqueSync, bincountSync]) await t.throws("sync_read_unavailable", call.name, () => call(x));
      x.dispose();
    },
  },
  {
    id: "counting/refused/inside-a-trace",
    needs: { compute: ["int32", "bool"] },
    modes: ["compiled"],
    run: async (_, t) => {
      const x = t.tensor(hostTensor([2], "int32", [0, 1]));
      for (const call of [(v: Tensor) => uniqueSync(v).values, (v: Tensor) => bincountSync(v)]) {
        const step = compile(call, { backend: t.backend });
        await t.throws("read_in_trace", "a count inside a trace", () => step(x));
        step.dispose();
      }
      x.dispose();
    },
  },
];

function uniqueCase(
  dtype: DType,
  check: string,
  shapes: readonly (readonly number[])[],
  options: readonly UniqueOptions[],
): Case {
  const id = `counting/unique/${dtype}/${check}`;
  return {
    id,
    needs: { compute: [dtype, "int32", "bool"] },
    modes: READS,
    run: async (_, t) => {
      const stream = new Stream(id);
      for (const shape of shapes)
        for (const option of options) {
          const x = stream.ties(shape, dtype);
          const keys = slicesOf(x, option.axis);
          const values = [...new Map(keys.map((key) => [key.join(), key])).values()].sort(lexically);
          const names = values.map((key) => key.join());
          const inverse = keys.map((key) => names.indexOf(key.join()));
          await sameUnique(t, x, option, values, inverse);
        }
    },
  };
}

/** The elements of each slice along an axis, or of each element alone. */
function slicesOf({ shape, data }: HostTensor, axis: number | undefined): number[][] {
  const numbers = [...data].map((v) => v + 0); // −0 equals 0
  if (axis === undefined) return numbers.map((v) => [v]);
  const a = axis < 0 ? axis + shape.length : axis;
  const trail = shape.slice(a + 1).reduce((p, n) => p * n, 1);
  const at = (p: number) => Math.floor(p / trail) % shape[a]!;
  return Array.from({ length: shape[a]! }, (_, i) => numbers.filter((_, p) => at(p) === i));
}

function lexically(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((v, k) => v !== b[k]);
  return i < 0 ? 0 : a[i]! - b[i]!;
}

/** Both twins give these slices, each slice's place among them, and their counts. */
async function sameUnique(
  t: Tester,
  x: HostTensor,
  options: UniqueOptions,
  values: readonly (readonly number[])[],
  inverse: readonly number[],
): Promise<void> {
  const v = t.tensor(x);
  const results: Unique[] = [await unique(v, options), ...(t.backend.readSync ? [uniqueSync(v, options)] : [])];
  const label = `of ${showShape(x.shape)} along ${options.axis}`;
  const axis = options.axis === undefined ? undefined : (options.axis + x.shape.length) % x.shape.length;
  for (const y of results) {
    const found = await t.read(y.values);
    const expectedShape =
      axis === undefined ? [values.length] : x.shape.map((n, i) => (i === axis ? values.length : n));
    const slices = slicesOf(found, axis);
    t.close(
      `values ${label}`,
      { ...found, data: Float64Array.from(slices.flat()) },
      { shape: expectedShape, data: values.flat() },
      EXACT,
    );
    const shape = axis === undefined ? x.shape : [inverse.length];
    t.close(`inverse ${label}`, await t.read(y.inverse), { shape, data: inverse }, EXACT);
    const counts = values.map((_, k) => inverse.filter((i) => i === k).length);
    t.close(`counts ${label}`, await t.read(y.counts), { shape: [values.length], data: counts }, EXACT);
    for (const part of [y.values, y.inverse, y.counts]) part.dispose();
  }
  v.dispose();
}
