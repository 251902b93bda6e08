import {
  Counter,
  compile,
  fromHost,
  gather,
  grad,
  mseLoss,
  Parameter,
  scope,
  type Tensor,
  tensor,
  Variable,
} from "@tenon/core";
import type { Case } from "../case.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import type { Tester } from "../runner/tester.js";
import { Stream } from "../samples/stream.js";

const needs = { compute: ["float32", "int32", "bool"] } as const;

/** Whole steps through `compile`: state, donation, host numbers, captured tensors, roll-back. */
export const stepCases: readonly Case[] = [
  step("state/updates", async (t) => {
    const total = variable(t, [1, 2]);
    const add = compile((x: Tensor) => {
      total.assign(total.value.add(x));
      return total.value.mul(2);
    });
    const seen: string[] = [];
    for (const n of [10, 20, 30])
      seen.push(
        await consume(
          t,
          scope(() => add(vector(t, [n, n + 1]))),
        ),
      );
    same(t, "results", seen.join(" | "), "22,26 | 62,68 | 122,130");
    same(t, "state", await values(t, total.value), "61,65");
    add.dispose();
    total.dispose();
  }),
  step("state/swap", async (t) => {
    const [a, b] = [variable(t, [1, 2]), variable(t, [3, 4])];
    const swap = compile(
      () => {
        const before = a.value;
        a.assign(b.value);
        b.assign(before);
      },
      { backend: t.backend },
    );
    for (let i = 0; i < 3; i++) swap();
    same(t, "after three swaps", `${await values(t, a.value)} | ${await values(t, b.value)}`, "3,4 | 1,2");
    swap.dispose();
    a.dispose();
    b.dispose();
  }),
  step("state/old-value-returned", async (t) => {
    const state = variable(t, [1, 2]);
    const next = compile(
      () => {
        const before = state.value;
        state.assign(before.mul(10));
        return before;
      },
      { backend: t.backend },
    );
    same(t, "first", await consume(t, next()), "1,2");
    same(t, "second", await consume(t, next()), "10,20");
    same(t, "state", await values(t, state.value), "100,200");
    next.dispose();
    state.dispose();
  }),
  step("state/two-names-for-one-storage", async (t) => {
    const a = variable(t, [1, 2]);
    const b = variable(t, [0, 0]);
    scope(() => b.assign(a.value));
    const grow = compile(() => a.assign(a.value.add(1)), { backend: t.backend });
    for (let i = 0; i < 3; i++) grow();
    same(t, "both", `${await values(t, a.value)} | ${await values(t, b.value)}`, "4,5 | 1,2");
    grow.dispose();
    a.dispose();
    b.dispose();
  }),
  step("donation/held-tensors-stay", async (t) => {
    const w = scope(() => new Parameter(matrix(t, [2, 3], [1, 2, 3, 4, 5, 6])));
    const held = w.value;
    const view = scope(() => held.transpose(0, 1));
    const column = scope(() => held.at("...", 1));
    const x = vector(t, [1, -1, 2]);
    const loss = scope(() => w.value.mul(x).square().sum()); // its graph keeps w as it was
    const train = compile((input: Tensor) => {
      const value = w.value.matmul(input).square().sum();
      value.backward();
      w.assign(w.value.detach().sub(w.grad!.mul(0.01)));
      w.grad = undefined;
      return value.detach();
    });
    const losses: number[] = [];
    for (let i = 0; i < 3; i++) losses.push(Number(await consume(t, train(x))));
    t.require(losses[1]! < losses[0]! && losses[2]! < losses[1]!, `the loss does not fall: ${losses.join(", ")}`);
    same(t, "a tensor held across the steps", await values(t, held), "1,2,3,4,5,6");
    same(t, "a view held across the steps", await values(t, view), "1,4,2,5,3,6");
    same(t, "a slice held across the steps", await values(t, column), "2,5");
    loss.backward();
    same(t, "the gradient of a graph held across the steps", await values(t, w.grad!), "2,4,24,8,10,48");
    const now = await values(t, w.value);
    t.require(now !== "1,2,3,4,5,6", "the parameter did not change");
    train.dispose();
    for (const tensor of [x, loss]) tensor.dispose();
    w.grad = undefined;
    w.dispose();
  }),
  step("outputs/as-they-came", async (t) => {
    const x = vector(t, [1, 2]);
    const seven = vector(t, [7, 7]);
    const f = compile((input: Tensor) => {
      const y = input.add(1);
      return { input, y, again: y, constant: seven, nested: [y.mul(2), input] };
    });
    for (let i = 0; i < 2; i++) {
      const { input, y, again, constant, nested } = f(x);
      const all = [input, y, again, constant, ...nested];
      const read = [];
      for (const tensor of all) read.push(await values(t, tensor));
      same(t, "outputs", read.join(" | "), "1,2 | 2,3 | 2,3 | 7,7 | 4,6 | 1,2");
    }
    same(t, "the captured tensor", await values(t, seven), "7,7");
    f.dispose();
    x.dispose();
  }),
  step("constants/captured-views", async (t) => {
    const base = matrix(t, [2, 3], [1, 2, 3, 4, 5, 6]);
    const turned = scope(() => base.transpose(0, 1).flip([0]));
    base.dispose();
    const f = compile((x: Tensor) => turned.matmul(x));
    for (const [given, expected] of [
      [[1, 0], "3,2,1"],
      [[0, 1], "6,5,4"],
    ] as const) {
      const x = vector(t, given);
      same(t, `times ${given}`, await consume(t, f(x)), expected);
      x.dispose();
    }
    turned.dispose();
    same(
      t,
      "after the captured tensor is disposed",
      await consume(
        t,
        scope(() => f(vector(t, [1, 1]))),
      ),
      "9,7,5",
    );
    f.dispose();
  }),
  step("hosts/new-at-each-run", async (t) => {
    let rate = 0.1;
    const f = compile((x: Tensor) => [x.mul(fromHost(() => rate)), fromHost(() => rate * 2)]);
    const x = vector(t, [10, 20]);
    for (const value of [0.1, 0.3, 1e-8]) {
      rate = value;
      const [scaled, twice] = f(x);
      const near = { relative: 1e-6, absolute: 0 };
      t.close("scaled", await t.read(scaled!), { shape: [2], data: [10 * value, 20 * value] }, near);
      t.close("alone", await t.read(twice!), { shape: [], data: [2 * value] }, near);
      scaled!.dispose();
      twice!.dispose();
    }
    same(t, "traces", String(f.stats().traces), "1");
    f.dispose();
    x.dispose();
  }),
  step("hosts/counter", async (t) => {
    const steps = new Counter();
    const f = compile((x: Tensor) => {
      const count = steps.next();
      return x.add(fromHost(() => count(), { dtype: "int32" }));
    });
    const x = tensor([100], { dtype: "int32", backend: t.backend });
    const seen = [];
    for (let i = 0; i < 4; i++) seen.push(await consume(t, f(x)));
    same(t, "counts", `${seen} then ${steps.value}`, "100,101,102,103 then 4");
    f.dispose();
    x.dispose();
  }),
  step("shapes/each-its-own", async (t) => {
    const f = compile((x: Tensor) => x.square().sum({ axis: -1 }));
    for (const shape of [[2, 3], [4], [2, 3], [1, 65], [4]]) {
      const x = new Stream(`${shape}`).tensor(shape, "int32", { low: -5, high: 5 });
      const given = t.tensor(x);
      const result = f(given);
      t.close(`${shape}`, await t.read(result), sumOfSquares(x), { relative: 0, absolute: 0 });
      given.dispose();
      result.dispose();
    }
    same(t, "traces", String(f.stats().traces), "3");
    f.dispose();
  }),
  step("roll-back/trace-throws", async (t) => {
    const state = variable(t, [1, 2]);
    const f = compile((x: Tensor) => {
      state.assign(state.value.add(x));
      if (x.shape[0] === 2) throw new Error("on purpose");
      return x;
    });
    await rejects(t, () => scope(() => f(vector(t, [1, 1]))));
    same(t, "state", await values(t, state.value), "1,2");
    f.dispose();
    state.dispose();
  }),
  step("roll-back/run-throws", async (t) => {
    const state = variable(t, [1, 2]);
    const steps = new Counter();
    const f = compile((table: Tensor, at: Tensor) => {
      steps.next();
      state.assign(state.value.add(1));
      return gather(table, 0, at);
    });
    const table = vector(t, [5, 6, 7]);
    const [good, bad] = [
      [0, 2],
      [0, 3],
    ].map((at) => tensor(at, { dtype: "int32", backend: t.backend }));
    same(t, "a good run", await consume(t, f(table, good!)), "5,7");
    await t.throws("index_out_of_range", "a run with an index outside", () => f(table, bad!));
    same(t, "state", `${await values(t, state.value)} after ${steps.value}`, "2,3 after 1");
    same(t, "the next run", await consume(t, f(table, good!)), "5,7");
    same(t, "state after it", `${await values(t, state.value)} after ${steps.value}`, "3,4 after 2");
    f.dispose();
    for (const tensor of [table, good!, bad!]) tensor.dispose();
    state.dispose();
  }),
  step("roll-back/backend-throws", async (t) => {
    const state = variable(t, [1, 2]);
    const f = compile((table: Tensor, at: Tensor) => {
      state.assign(state.value.add(1));
      return gather(table, 0, at.mul(1)); // computed: only the backend can see that it is outside
    });
    const table = vector(t, [5, 6, 7]);
    const [good, bad] = [
      [0, 2],
      [0, 3],
    ].map((at) => tensor(at, { dtype: "int32", backend: t.backend }));
    same(t, "a good run", await consume(t, f(table, good!)), "5,7");
    const results: Tensor[] = [];
    await t.throws("index_out_of_range", "a run with an index outside", async () => {
      results.push(f(table, bad!));
      await results[0]!.data(); // a backend that cannot throw at once has clamped and throws here
    });
    const ran = results.length;
    for (const x of results) x.dispose();
    same(t, "state", await values(t, state.value), ran === 0 ? "2,3" : "3,4");
    same(t, "the next run", await consume(t, f(table, good!)), "5,7");
    f.dispose();
    for (const x of [table, good!, bad!]) x.dispose();
    state.dispose();
  }),
  step("nested/inner-step-joins", async (t) => {
    const inner = compile((x: Tensor) => x.mul(3));
    const outer = compile((x: Tensor) => inner(x).add(1));
    const x = vector(t, [1, 2]);
    same(t, "outer", await consume(t, outer(x)), "4,7");
    same(t, "inner", await consume(t, inner(x)), "3,6");
    for (const f of [inner, outer]) f.dispose();
    x.dispose();
  }),
  step("gradients/inside", async (t) => {
    const f = compile((x: Tensor) => grad((y) => y.mul(y).mul(y).sum())(x));
    const x = vector(t, [1, 2, -3]);
    for (let i = 0; i < 2; i++) same(t, "gradient", await consume(t, f(x)[0]!), "3,12,27");
    f.dispose();
    x.dispose();
  }),
  step("training/equals-eager", async (t) => {
    const runs: string[] = [];
    for (const compiled of [false, true]) runs.push(await trainNet(t, compiled));
    same(t, "losses and weights", runs[1]!, runs[0]!);
  }),
];

/** Four steps of gradient descent with momentum on a small net; losses and final weights as text, to the bit. */
async function trainNet(t: Tester, compiled: boolean): Promise<string> {
  const stream = new Stream("net");
  const draw = (...shape: number[]) => t.tensor(stream.tensor(shape, "float32", { low: -1, high: 1 }));
  const owned = [draw(5, 7), draw(7), draw(7, 3)];
  const parameters = owned.map((x) => new Parameter(x));
  const moments = scope(() => parameters.map((p) => new Variable(p.value.mul(0))));
  const [w, b, v] = parameters as [Parameter, Parameter, Parameter];
  const train = (x: Tensor, y: Tensor): Tensor =>
    scope(() => {
      const loss = mseLoss(x.matmul(w).add(b).tanh().matmul(v), y);
      loss.backward();
      parameters.forEach((p, i) => {
        moments[i]!.assign(moments[i]!.value.mul(0.9).add(p.grad!));
        p.assign(p.value.detach().sub(moments[i]!.value.mul(0.1)));
        p.grad = undefined;
      });
      return loss.detach();
    });
  const step = compiled ? compile(train) : Object.assign(train, { dispose: () => {} });
  const seen: string[] = [];
  for (let i = 0; i < 4; i++) {
    const [x, y] = [draw(6, 5), draw(6, 3)];
    seen.push(await consume(t, step(x, y)));
    x.dispose();
    y.dispose();
  }
  for (const p of parameters) seen.push(await values(t, p.value));
  step.dispose();
  for (const x of [...owned, ...parameters, ...moments]) x.dispose();
  return seen.join(" | ");
}

function step(name: string, run: (t: Tester) => Promise<void>): Case {
  return { id: `step/${name}`, needs, modes: ["compiled"], run: (_, t) => run(t) };
}

function variable(t: Tester, data: readonly number[]): Variable {
  return scope(() => new Variable(vector(t, data)));
}

function vector(t: Tester, data: readonly number[]): Tensor {
  return t.tensor(hostTensor([data.length], "float32", data));
}

function matrix(t: Tester, shape: readonly number[], data: readonly number[]): Tensor {
  return t.tensor(hostTensor(shape, "float32", data));
}

async function values(t: Tester, x: Tensor): Promise<string> {
  return consume(t, x);
}

/** Reads a tensor and disposes it. */
async function consume(t: Tester, x: Tensor): Promise<string> {
  const { data } = await t.read(x);
  x.dispose();
  return Array.from(data).join();
}

function same(t: Tester, what: string, actual: string, expected: string): void {
  t.require(actual === expected, `${what}: expected ${expected}, got ${actual}`);
}

async function rejects(t: Tester, fn: () => unknown): Promise<void> {
  try {
    await fn();
  } catch {
    return;
  }
  t.fail("an error that the step throws is swallowed");
}

function sumOfSquares({ shape, data }: HostTensor) {
  const columns = shape.at(-1)!;
  const rows = Array.from({ length: data.length / columns }, (_, i) => data.slice(i * columns, (i + 1) * columns));
  return { shape: shape.slice(0, -1), data: rows.map((row) => Array.from(row).reduce((sum, v) => sum + v * v, 0)) };
}
