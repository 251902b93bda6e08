import {
  batchNorm,
  compile,
  concat,
  conv2d,
  crossEntropy,
  DTYPES,
  type DType,
  type ErrorCode,
  embedding,
  full,
  gather,
  layerNorm,
  maxPool2d,
  pad,
  scatterAdd,
  scope,
  split,
  stack,
  type Tensor,
  take,
  tensor,
  withBackend,
} from "@tenon/core";
import type { Case } from "../case.js";
import { createReferenceBackend } from "../reference/reference-backend.js";
import { hostTensor } from "../reference/reference-tensor.js";
import type { Tester } from "../runner/tester.js";

const needs = { compute: ["float32", "int32", "bool"] } as const;

type Draw = (...shape: number[]) => Tensor;
type Attempt = (draw: Draw, t: Tester) => unknown;

/** What must be refused, and how: [name, code, attempt]. Each runs in a scope, so that a refusal must leave nothing. */
const REFUSALS: readonly (readonly [name: string, code: ErrorCode, attempt: Attempt])[] = [
  ["add/shapes", "shape_mismatch", (x) => x(2, 3).add(x(2))],
  ["compare/shapes", "shape_mismatch", (x) => x(4).less(x(3))],
  ["matmul/inner", "shape_mismatch", (x) => x(2, 3).matmul(x(2, 3))],
  ["matmul/batch", "shape_mismatch", (x) => x(2, 2, 3).matmul(x(3, 3, 2))],
  ["matmul/scalar", "shape_mismatch", (x) => x(2, 3).matmul(x())],
  ["reshape/size", "shape_mismatch", (x) => x(2, 3).reshape([4, 2])],
  ["reshape/two-open", "shape_mismatch", (x) => x(2, 3).reshape([-1, -1])],
  ["permute/twice", "invalid_argument", (x) => x(2, 3).permute([0, 0])],
  ["transpose/axis", "invalid_argument", (x) => x(2, 3).transpose(0, 2)],
  ["broadcastTo/shape", "shape_mismatch", (x) => x(2, 3).broadcastTo([3, 2])],
  ["squeeze/axis", "shape_mismatch", (x) => x(2, 3).squeeze(0)],
  ["flip/axis", "invalid_argument", (x) => x(2, 3).flip(5)],
  ["sum/axis", "invalid_argument", (x) => x(2, 3).sum({ axis: 2 })],
  ["sum/axis-twice", "invalid_argument", (x) => x(2, 3).sum({ axis: [0, -2] })],
  ["max/empty", "invalid_argument", (x) => x(0, 3).max({ axis: 0 })],
  ["argMax/empty", "invalid_argument", (x) => x(0).argMax()],
  ["concat/shapes", "shape_mismatch", (x) => concat([x(2, 3), x(2, 4)], { axis: 0 })],
  ["concat/nothing", "invalid_argument", () => concat([])],
  ["stack/shapes", "shape_mismatch", (x) => stack([x(2, 3), x(3, 2)])],
  ["split/sizes", "shape_mismatch", (x) => split(x(5), [2, 2])],
  ["pad/odd", "invalid_argument", (x) => pad(x(2, 3), [1])],
  ["at/outside", "index_out_of_range", (x) => x(2, 3).at(2)],
  ["at/too-many", "invalid_argument", (x) => x(2, 3).at(0, 0, 0)],
  ["conv2d/channels", "shape_mismatch", (x) => conv2d(x(1, 3, 5, 5), x(4, 2, 3, 3))],
  ["conv2d/rank", "shape_mismatch", (x) => conv2d(x(3, 5, 5), x(4, 3, 3, 3))],
  ["conv2d/stride", "invalid_argument", (x) => conv2d(x(1, 3, 5, 5), x(4, 3, 3, 3), { stride: 0 })],
  ["conv2d/kernel-too-large", "shape_mismatch", (x) => conv2d(x(1, 1, 2, 2), x(1, 1, 3, 3))],
  ["maxPool2d/rank", "shape_mismatch", (x) => maxPool2d(x(5, 5), { kernelSize: 2 })],
  ["layerNorm/shape", "shape_mismatch", (x) => layerNorm(x(2, 3), { normalizedShape: [4] })],
  ["batchNorm/channels", "shape_mismatch", (x) => batchNorm(x(4, 3), { weight: x(2) })],
  ["batchNorm/one-value", "invalid_argument", (x) => batchNorm(x(1, 3), { training: true })],
  ["crossEntropy/shapes", "shape_mismatch", (x, t) => crossEntropy(x(3, 4), indices(t, [0, 1]))],
  ["crossEntropy/float-targets", "dtype_mismatch", (x) => crossEntropy(x(2, 4), x(2))],
  ["embedding/float-indices", "dtype_mismatch", (x) => embedding(x(2), x(4, 3))],
  ["gather/rank", "shape_mismatch", (x, t) => gather(x(2, 3), 1, indices(t, [0, 1]))],
  ["backward/no-graph", "no_gradient", (x) => x(2).sum().backward()],
  ["backward/not-scalar", "invalid_argument", (_, t) => leaf(t).mul(2).backward()],
  ["tensor/ragged", "ragged_array", (_, t) => tensor([[1, 2], [3]], { backend: t.backend })],
  ["tensor/shape", "shape_mismatch", (_, t) => tensor([1, 2, 3], { shape: [2, 2], backend: t.backend })],
  ["tensor/dtype", "dtype_mismatch", (_, t) => tensor([1], { dtype: "float8" as DType, backend: t.backend })], // on purpose
  ["full/shape", "invalid_argument", (_, t) => full([2, -1], 0, { backend: t.backend })],
  ["disposed/operand", "disposed", (x) => disposed(x(2)).add(1)],
  ["disposed/view", "disposed", (x) => disposed(x(2)).reshape([2, 1])],
  ["scope/promise", "async_scope", () => scope(async () => {})],
  ["backends/mixed", "backend_mismatch", (x) => x(2).add(withBackend(createReferenceBackend(), () => tensor([1, 2])))],
];

/** Bad input is refused by code, with help, and leaves nothing behind. */
export const errorCases: readonly Case[] = [
  ...REFUSALS.map(
    ([name, code, attempt]): Case => ({
      id: `error/${name}`,
      needs,
      run: async (_, t) => {
        const draw: Draw = (...shape) => t.tensor(hostTensor(shape, "float32", Array(64).fill(1)));
        await t.throws(code, name, () => inMode(t, () => attempt(draw, t)));
      },
    }),
  ),
  ...DTYPES.map(unclaimed),
  {
    id: "error/read/at-once-on-an-asynchronous-backend",
    needs,
    modes: ["async"],
    run: async (_, t) => {
      const x = t.tensor(hostTensor([2], "float32", [1, 2]));
      for (const read of [() => x.dataSync(), () => x.toArraySync()])
        await t.throws("sync_read_unavailable", "a synchronous read", read);
      x.dispose();
    },
  },
  {
    id: "error/read/inside-a-trace",
    needs,
    modes: ["compiled"],
    run: async (_, t) => {
      const x = t.tensor(hostTensor([2], "float32", [1, 2]));
      const f = compile((y: Tensor) => y.mul(y.sum().itemSync()));
      await t.throws("read_in_trace", "a read in a trace", () => f(x));
      f.dispose();
      x.dispose();
    },
  },
  ...(["gather", "take", "embedding", "scatterAdd", "crossEntropy"] as const).flatMap((name) =>
    [-1, 3].map((index) => outOfRange(name, index)),
  ),
];

function indices(t: Tester, values: readonly number[]): Tensor {
  return t.tensor(hostTensor([values.length], "int32", values));
}

function leaf(t: Tester): Tensor {
  return t.tensor(hostTensor([2], "float32", [1, 2]), { requiresGrad: true });
}

function disposed(x: Tensor): Tensor {
  x.dispose();
  return x;
}

/** Compiled, the attempt is traced; else it runs. */
function inMode(t: Tester, attempt: () => unknown): unknown {
  if (t.mode !== "compiled") return scope(attempt);
  const step = compile(attempt, { backend: t.backend });
  try {
    return step();
  } finally {
    step.dispose();
  }
}

/** A dtype that the backend does not claim is refused when a tensor is made; one that it only stores, when it computes. */
function unclaimed(dtype: DType): Case {
  return {
    id: `error/dtype/${dtype}`,
    run: async (_, t) => {
      const claim = t.backend.caps.dtypes[dtype];
      const make = () => t.tensor(hostTensor([2], dtype, [1, 1]));
      if (claim === undefined) await t.throws("dtype_mismatch", `a tensor of ${dtype}`, make);
      else if (claim === "storage")
        await t.throws("dtype_mismatch", `max on ${dtype}`, () => scope(() => make().maximum(make())));
      else make().dispose();
    },
  };
}

/**
 * An index outside: at once where the backend reads at once; else by the next read at the latest. Computed indices, so that
 * core cannot know them. Nothing is written, and the backend goes on working.
 */
function outOfRange(name: "gather" | "take" | "embedding" | "scatterAdd" | "crossEntropy", index: number): Case {
  return {
    id: `error/index/${name}-${index < 0 ? "below" : "above"}`,
    needs,
    run: async (_, t) => {
      const table = t.tensor(hostTensor([3, 3], "float32", [1, 2, 3, 4, 5, 6, 7, 8, 9]));
      const at = t.tensor(hostTensor([3], "int32", [0, index, 1]));
      const call = (x: Tensor, i: Tensor): Tensor => {
        const computed = i.mul(1);
        if (name === "gather") return gather(x, 1, computed.reshape([3, 1]));
        if (name === "take") return take(x, computed, { axis: 0 });
        if (name === "embedding") return embedding(computed, x);
        if (name === "crossEntropy") return crossEntropy(x, computed);
        return scatterAdd(x, 1, computed.reshape([3, 1]), x.at("...", [0]));
      };
      const step =
        t.mode === "compiled"
          ? compile(call)
          : Object.assign((x: Tensor, i: Tensor) => scope(() => call(x, i)), { dispose: () => {} });
      const results: Tensor[] = [];
      await t.throws("index_out_of_range", `${name} at ${index}`, async () => {
        results.push(step(table, at));
        if (t.mode === "eager" && t.backend.caps.sync)
          return t.fail("an eager backend that reads at once must throw at once");
        await results[0]!.data();
      });
      for (const x of results) x.dispose();
      const { data } = await t.read(table);
      t.require(Array.from(data).join() === "1,2,3,4,5,6,7,8,9", "the tensor that was indexed has changed");
      for (const x of [table, at]) x.dispose();
      step.dispose();
      await t.backend.sync();
    },
  };
}
