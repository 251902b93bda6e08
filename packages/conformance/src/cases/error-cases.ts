import {
  compile,
  crossEntropy,
  DTYPES,
  type DType,
  embedding,
  gather,
  scatterAdd,
  scope,
  type Tensor,
  take,
} from "@tenon/core";
import type { Case } from "../case.js";
import { hostTensor } from "../reference/reference-tensor.js";
import type { Tester } from "../runner/tester.js";
import { convolutionRefusals } from "./refusals/convolution-refusals.js";
import { creationRefusals } from "./refusals/creation-refusals.js";
import { elementwiseRefusals } from "./refusals/elementwise-refusals.js";
import { engineRefusals } from "./refusals/engine-refusals.js";
import { movementRefusals } from "./refusals/movement-refusals.js";
import { networkRefusals } from "./refusals/network-refusals.js";
import { reductionsRefusals } from "./refusals/reductions-refusals.js";
import type { Draw, Refusal } from "./refusals/refusal.js";
import { sortingRefusals } from "./refusals/sorting-refusals.js";

const needs = { compute: ["float32", "int32", "bool"] } as const;

const REFUSALS: readonly Refusal[] = [
  ...elementwiseRefusals,
  ...networkRefusals,
  ...convolutionRefusals,
  ...movementRefusals,
  ...reductionsRefusals,
  ...sortingRefusals,
  ...engineRefusals,
  ...creationRefusals,
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
