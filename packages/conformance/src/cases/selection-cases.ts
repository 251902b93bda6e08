import {
  booleanMask,
  booleanMaskSync,
  compile,
  type DType,
  maskedSelect,
  maskedSelectSync,
  nonzero,
  nonzeroSync,
  scope,
  showShape,
  sizeOf,
  slice,
  stridesOf,
  type Tensor,
} from "@tenon/core";
import type { Case, Mode, Needs } from "../case.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import type { Tester } from "../runner/tester.js";
import { Stream } from "../samples/stream.js";
import { ALL } from "./dtypes.js";

const SHAPES: readonly (readonly number[])[] = [[], [1], [5], [17], [0, 3], [2, 3], [3, 1, 4], [2, 3, 4, 5]];
const READS: readonly Mode[] = ["eager", "async"];

/** Functions whose shape depends on data: what they choose, where gradients go, and who refuses to read. */
export const selectionCases: readonly Case[] = [
  ...ALL.flatMap((dtype) => [
    selection(`nonzero/${dtype}`, dtype, async (t, stream, shape) => {
      const x = stream.ties(shape, dtype);
      await same(t, x, x, { later: nonzero, now: nonzeroSync }, indexRows(x));
    }),
    selection(`maskedSelect/${dtype}`, dtype, async (t, stream, shape) => {
      const [x, mask] = [stream.tensor(shape, dtype), stream.ties(shape, "bool")];
      const expected = { shape: [chosen(mask).length], data: chosen(mask).map((i) => x.data[i]!) };
      await same(t, x, mask, { later: maskedSelect, now: maskedSelectSync }, expected);
    }),
    selection(`booleanMask/${dtype}`, dtype, async (t, stream, shape) => {
      const covered = shape.slice(0, Math.ceil(shape.length / 2));
      const [x, mask] = [stream.tensor(shape, dtype), stream.ties(covered, "bool")];
      await same(t, x, mask, { later: booleanMask, now: booleanMaskSync }, rowsOf(x, mask));
    }),
  ]),
  {
    id: "selection/at/float32/masks",
    needs: { storage: ["float32", "bool"], compute: ["int32"], sync: true },
    modes: ["eager"],
    run: async (_, t) => {
      const stream = new Stream("masks in at");
      const [x, mask] = [stream.tensor([4, 2, 3], "float32"), stream.ties([4, 2], "bool")];
      const [y] = await t.run("leading axes", [x, mask], (v, m) => v.at(m));
      t.close("leading axes", y!, rowsOf(x, mask), { relative: 0, absolute: 0 });
      const last = hostTensor([3], "bool", [1, 0, 1]);
      const [z] = await t.run("last axis", [x, last], (v, m) => v.at(slice(), slice(), m));
      const kept = [...x.data].filter((_, i) => i % 3 !== 1);
      t.close("last axis", z!, { shape: [4, 2, 2], data: kept }, { relative: 0, absolute: 0 });
    },
  },
  {
    id: "selection/maskedSelect/float32/gradient",
    needs: { compute: ["float32", "int32"], storage: ["bool"] },
    modes: READS,
    run: async (_, t) => {
      const x = t.tensor(hostTensor([2, 3], "float32", [1, 2, 3, 4, 5, 6]), { requiresGrad: true });
      const mask = t.tensor(hostTensor([3], "bool", [0, 1, 1]));
      const y = await maskedSelect(x, mask);
      scope(() => y.square().sum().backward());
      const slope = x.grad!;
      t.close(
        "gradient",
        await t.read(slope),
        { shape: [2, 3], data: [0, 4, 6, 0, 10, 12] },
        { relative: 1e-6, absolute: 0 },
      );
      for (const tensor of [y, slope, mask, x]) tensor.dispose();
    },
  },
  {
    id: "selection/refused/at-once-on-an-asynchronous-backend",
    needs: { storage: ["bool"] },
    modes: ["async"],
    run: (_, t) => refused(t, "sync_read_unavailable", (call) => scope(() => call(t.tensor(FLAGS)))),
  },
  {
    id: "selection/refused/inside-a-trace",
    needs: { storage: ["bool"] },
    modes: ["compiled"],
    run: async (_, t) => {
      const x = t.tensor(FLAGS);
      await refused(t, "read_in_trace", (call) => {
        const step = compile(call, { backend: t.backend });
        try {
          return step(x);
        } finally {
          step.dispose();
        }
      });
      x.dispose();
    },
  },
];

const FLAGS = hostTensor([2], "bool", [0, 1]);

function selection(
  id: string,
  dtype: DType,
  check: (t: Tester, stream: Stream, shape: readonly number[]) => Promise<void>,
): Case {
  const needs: Needs = { storage: [dtype, "bool"], compute: ["int32"] };
  return {
    id: `selection/${id}`,
    needs,
    modes: READS,
    run: async (_, t) => {
      const stream = new Stream(id);
      for (const shape of SHAPES) await check(t, stream, shape);
    },
  };
}

interface Twins {
  readonly later: (x: Tensor, mask: Tensor) => Promise<Tensor>;
  readonly now: (x: Tensor, mask: Tensor) => Tensor;
}

/** Both twins give what is expected; the one that answers at once only where the backend does. */
async function same(
  t: Tester,
  x: HostTensor,
  mask: HostTensor,
  { later, now }: Twins,
  expected: { readonly shape: readonly number[]; readonly data: readonly number[] },
): Promise<void> {
  const [v, m] = [t.tensor(x), t.tensor(mask)];
  const results = [await later(v, m), ...(t.backend.readSync ? [now(v, m)] : [])];
  for (const y of results) t.close(`of ${showShape(x.shape)}`, await t.read(y), expected, { relative: 0, absolute: 0 });
  for (const tensor of [v, m, ...results]) tensor.dispose();
}

async function refused(
  t: Tester,
  code: "sync_read_unavailable" | "read_in_trace",
  attempt: (call: (x: Tensor) => Tensor) => unknown,
): Promise<void> {
  const calls = {
    nonzeroSync,
    maskedSelectSync: twice(maskedSelectSync),
    booleanMaskSync: twice(booleanMaskSync),
    at: (x: Tensor) => x.at(x),
  };
  for (const [name, call] of Object.entries(calls)) await t.throws(code, name, () => attempt(call));
}

const twice = (select: (x: Tensor, mask: Tensor) => Tensor) => (x: Tensor) => select(x, x);

/** Row-major positions of what is not 0. */
const chosen = (mask: HostTensor) => [...mask.data].flatMap((value, i) => (value === 0 ? [] : [i]));

function indexRows(x: HostTensor) {
  const positions = chosen(x);
  const strides = stridesOf(x.shape);
  const data = positions.flatMap((p) => x.shape.map((n, axis) => Math.floor(p / strides[axis]!) % n));
  return { shape: [positions.length, x.shape.length], data };
}

function rowsOf(x: HostTensor, mask: HostTensor) {
  const rest = x.shape.slice(mask.shape.length);
  const width = sizeOf(rest);
  const data = chosen(mask).flatMap((row) => [...x.data.slice(row * width, (row + 1) * width)]);
  return { shape: [chosen(mask).length, ...rest], data };
}
