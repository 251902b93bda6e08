import { keep, Parameter, scope, type Tensor, Variable, vjp, withBackend } from "@tenon/core";
import type { Case, Mode } from "../case.js";
import { hostTensor } from "../reference/reference-tensor.js";
import type { Tester } from "../runner/tester.js";

const needs = { compute: ["float32", "int32", "bool"] } as const;
const NOT_COMPILED: readonly Mode[] = ["eager", "async"];

/** Tensors come and go: scopes, views, graphs and whole training loops leave the backend as they found it. */
export const lifetimeCases: readonly Case[] = [
  lifetime("scope/frees-all-but-the-result", async (t) => {
    const x = vector(t, [1, 2, 3]);
    const before = t.backend.memory().tensors;
    const y = scope(() => x.mul(2).add(1).exp().log().sub(1).div(2));
    const held = t.backend.memory().tensors - before;
    t.require(held === 1, `one tensor left the scope, memory() counts ${held}`);
    t.close("result", await t.read(y), { shape: [3], data: [1, 2, 3] }, { relative: 1e-5, absolute: 0 });
    x.dispose();
    y.dispose();
  }),
  lifetime("scope/nested-results", async (t) => {
    const { pair, list } = scope(() => {
      const x = vector(t, [1, 2]);
      return { pair: { x, y: x.add(1) }, list: [x.mul(10)] };
    });
    const read = [];
    for (const tensor of [pair.x, pair.y, ...list]) read.push(await consume(t, tensor));
    t.require(read.join(" | ") === "1,2 | 2,3 | 10,20", `tensors that left the scope read ${read.join(" | ")}`);
  }),
  lifetime("scope/keep", async (t) => {
    const kept: Tensor[] = [];
    scope(() => {
      scope(() => kept.push(keep(vector(t, [4, 5]))));
    });
    t.require((await consume(t, kept[0]!)) === "4,5", "keep() did not take the tensor out of both scopes");
  }),
  lifetime("scope/throws", async (t) => {
    await t.throws("shape_mismatch", "an op that throws inside a scope", () =>
      scope(() => vector(t, [1, 2]).add(vector(t, [1, 2, 3]))),
    );
  }),
  lifetime("views/share-and-outlive", async (t) => {
    const views = scope(() => {
      const x = t.tensor(hostTensor([2, 3], "float32", [1, 2, 3, 4, 5, 6]));
      return [x.transpose(0, 1), x.reshape([3, 2]).flip([0]), x.at(1), x.broadcastTo([2, 2, 3]).at(1, 0), x.alias()];
    });
    const read = [];
    for (const view of views) read.push(await consume(t, view));
    const expected = "1,4,2,5,3,6 | 5,6,3,4,1,2 | 4,5,6 | 1,2,3 | 1,2,3,4,5,6";
    t.require(read.join(" | ") === expected, `views whose source is gone read ${read.join(" | ")}`);
  }),
  lifetime("backward/frees-the-graph", async (t) => {
    const w = scope(() => new Parameter(vector(t, [1, 2, 3])));
    const before = t.backend.memory().tensors;
    const loss = scope(() => w.value.mul(2).exp().sum());
    loss.backward();
    loss.dispose();
    const grown = t.backend.memory().tensors - before;
    t.require(grown === 1, `the gradient is one tensor, ${grown} are left after backward`);
    w.grad = undefined;
    w.dispose();
  }),
  lifetime("backward/retained-graph", async (t) => {
    const w = scope(() => new Parameter(vector(t, [1, 2, 3])));
    const loss = scope(() => w.value.square().sum());
    loss.backward({ retainGraph: true });
    loss.backward();
    t.require((await consume(t, w.grad!)) === "4,8,12", "two passes over one graph do not add up");
    await t.throws("graph_released", "a third pass", () => loss.backward());
    loss.dispose();
    w.grad = undefined;
    w.dispose();
  }),
  lifetime("gradients/without-leaves", async (t) => {
    const x = vector(t, [1, 2]);
    const { value, gradients } = vjp((y) => y.mul(y).sin(), [x], x);
    for (const tensor of [value, ...gradients, x]) tensor.dispose();
  }),
  lifetime("loop/training-stays-flat", async (t) => {
    const w = scope(
      () =>
        new Parameter(
          t.tensor(
            hostTensor(
              [4, 3],
              "float32",
              Array.from({ length: 12 }, (_, i) => i / 12),
            ),
          ),
        ),
    );
    const momentum = scope(() => new Variable(w.value.mul(0)));
    const step = () =>
      withBackend(t.backend, () =>
        scope(() => {
          const x = t.tensor(
            hostTensor(
              [5, 4],
              "float32",
              Array.from({ length: 20 }, (_, i) => (i % 7) / 7),
            ),
          );
          x.matmul(w).tanh().square().mean().backward();
          momentum.assign(momentum.value.mul(0.9).add(w.grad!));
          w.assign(w.value.detach().sub(momentum.value.mul(0.1)));
          w.grad = undefined;
        }),
      );
    for (let i = 0; i < 3; i++) step();
    const settled = t.backend.memory();
    for (let i = 0; i < 30; i++) step();
    const after = t.backend.memory();
    t.require(
      after.tensors === settled.tensors && after.bytes === settled.bytes,
      `30 steps grew memory by ${after.tensors - settled.tensors} tensors, ${after.bytes - settled.bytes} bytes`,
    );
    w.dispose();
    momentum.dispose();
  }),
];

function lifetime(name: string, run: (t: Tester) => Promise<void>): Case {
  return { id: `lifetime/${name}`, needs, modes: NOT_COMPILED, run: (_, t) => run(t) };
}

function vector(t: Tester, data: readonly number[]): Tensor {
  return t.tensor(hostTensor([data.length], "float32", data));
}

/** Reads a tensor and disposes it. */
async function consume(t: Tester, x: Tensor): Promise<string> {
  const { data } = await t.read(x);
  x.dispose();
  return Array.from(data).join();
}
