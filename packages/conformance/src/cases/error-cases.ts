import {
  compile,
  crossEntropy,
  DTYPES,
  type DType,
  embedding,
  gather,
  gatherNd,
  indexUpdate,
  ravelIndex,
  scatterAdd,
  scatterNd,
  scatterReduce,
  scope,
  segmentMax,
  segmentSum,
  slice,
  stack,
  type Tensor,
  take,
  unravelIndex,
  withBackend,
} from "@tenon/core";
import type { Case } from "../case.js";
import { hostTensor } from "../reference/reference-tensor.js";
import type { Tester } from "../runner/tester.js";
import { activationsRefusals } from "./refusals/activations-refusals.js";
import { convolutionRefusals } from "./refusals/convolution-refusals.js";
import { creationRefusals } from "./refusals/creation-refusals.js";
import { elementwiseRefusals } from "./refusals/elementwise-refusals.js";
import { engineRefusals } from "./refusals/engine-refusals.js";
import { fftRefusals } from "./refusals/fft-refusals.js";
import { indexingRefusals } from "./refusals/indexing-refusals.js";
import { linalgRefusals } from "./refusals/linalg-refusals.js";
import { lossRefusals } from "./refusals/loss-refusals.js";
import { movementRefusals } from "./refusals/movement-refusals.js";
import { networkRefusals } from "./refusals/network-refusals.js";
import { randomRefusals } from "./refusals/random-refusals.js";
import { reductionsRefusals } from "./refusals/reductions-refusals.js";
import type { Draw, Refusal } from "./refusals/refusal.js";
import { samplingRefusals } from "./refusals/sampling-refusals.js";
import { sortingRefusals } from "./refusals/sorting-refusals.js";
import { transformRefusals } from "./refusals/transform-refusals.js";
import { refusedInputs } from "./refused-inputs.js";

const needs = { compute: ["float32", "int32", "bool"] } as const;

const REFUSALS: readonly Refusal[] = [
  ...elementwiseRefusals,
  ...activationsRefusals,
  ...networkRefusals,
  ...lossRefusals,
  ...samplingRefusals,
  ...convolutionRefusals,
  ...movementRefusals,
  ...indexingRefusals,
  ...reductionsRefusals,
  ...sortingRefusals,
  ...engineRefusals,
  ...creationRefusals,
  ...linalgRefusals,
  ...fftRefusals,
  ...randomRefusals,
  ...transformRefusals,
];

type Indexed = (x: Tensor, i: Tensor, index: number) => Tensor;

/** What reads or writes a table [3, 3] at three indices, one of which is outside. */
const INDEXED: Readonly<Record<string, Indexed>> = {
  gather: (x, i) => gather(x, 1, i.reshape([3, 1])),
  take: (x, i) => take(x, i, { axis: 0 }),
  embedding: (x, i) => embedding(i, x),
  crossEntropy: (x, i) => crossEntropy(x, i),
  scatterAdd: (x, i) => scatterAdd(x, 1, i.reshape([3, 1]), x.at("...", [0])),
  scatterReduce: (x, i) => scatterReduce(x, 1, i.reshape([3, 1]), x.at("...", [0]), "max"),
  at: (x, i, index) => x.at(slice(), index < 0 ? i.sub(3) : i), // negative ones count from the end
  "at-several": (x, i, index) => x.at(index < 0 ? i.sub(3) : i, [0, 1, 2]),
  with: (x, i, index) => x.with([index < 0 ? i.sub(3) : i], 0),
  gatherNd: (x, i) => gatherNd(x, stack([i, i], { axis: -1 })),
  scatterNd: (x, i) => scatterNd(x, i.unsqueeze(-1), x),
  indexUpdate: (x, i) => indexUpdate(x, i, 1, { axis: 1 }),
  segmentSum: (x, i) => segmentSum(x, i, { count: 3 }),
  segmentMax: (x, i) => segmentMax(x, i, { count: 3 }),
  ravelIndex: (_, i) => ravelIndex([i, i], [3, 3]).cast("float32"),
  unravelIndex: (_, i, index) => unravelIndex(index < 0 ? i : i.add(i), [2, 3])[0]!,
};

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
  ...refusedInputs,
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
  ...Object.entries(INDEXED).flatMap(([name, call]) => [-1, 3].map((index) => outOfRange(name, call, index))),
];

/** Compiled, the attempt is traced; else it runs. */
function inMode(t: Tester, attempt: () => unknown): unknown {
  if (t.mode !== "compiled") return withBackend(t.backend, () => scope(attempt));
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
function outOfRange(name: string, call: Indexed, index: number): Case {
  return {
    id: `error/index/${name}-${index < 0 ? "below" : "above"}`,
    needs,
    run: async (_, t) => {
      const table = t.tensor(hostTensor([3, 3], "float32", [1, 2, 3, 4, 5, 6, 7, 8, 9]));
      const at = t.tensor(hostTensor([3], "int32", [0, index, 1]));
      const computed = (x: Tensor, i: Tensor): Tensor => call(x, i.mul(1), index);
      const step =
        t.mode === "compiled"
          ? compile(computed)
          : Object.assign((x: Tensor, i: Tensor) => scope(() => computed(x, i)), { dispose: () => {} });
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
