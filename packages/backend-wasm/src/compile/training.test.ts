import {
  argsort,
  compile,
  Generator,
  mseLoss,
  noGrad,
  Parameter,
  scope,
  slice,
  TenonError,
  type Tensor,
  tensor,
  uniform,
  Variable,
  withBackend,
  zeros,
} from "@tenon/core";
import { afterAll, describe, expect, it } from "vitest";
import { createWasmBackend, type WasmBackend, type WasmBackendOptions } from "../create-wasm-backend.js";
import { ALL_ON, type CompileOptions } from "./options.js";

const open: WasmBackend[] = [];
afterAll(() => {
  for (const backend of open) backend.close();
});

async function start(options: WasmBackendOptions): Promise<WasmBackend> {
  const backend = await createWasmBackend(options);
  open.push(backend);
  return backend;
}

/** A recurrent net on sequences of 6, large enough that threads share its kernels; losses and weights as bits. */
function train(backend: WasmBackend, compiled: boolean): Uint8Array[] {
  return withBackend(backend, () => {
    const [batch, size, length] = [48, 96, 6];
    const generator = new Generator(7);
    const random = (...shape: number[]) => uniform(shape, { low: -0.3, high: 0.3, generator });
    const parameters = [random(size, size), random(size, size), random(size)].map((x) => new Parameter(x));
    const [inner, outer, bias] = parameters as [Parameter, Parameter, Parameter];
    const velocity = parameters.map((p) => new Variable(zeros(p.shape)));
    const x = random(batch, length, size);
    const y = random(batch, size);
    const step = () => {
      let h: Tensor = zeros([batch, size]);
      for (let t = 0; t < length; t++)
        h = x
          .at("...", t, [0, ...Array.from({ length: size - 1 }, (_, i) => i + 1)])
          .matmul(outer)
          .add(h.matmul(inner))
          .add(bias)
          .tanh();
      const loss = mseLoss(h.softmax({ axis: 1 }), y);
      loss.backward();
      noGrad(() => {
        parameters.forEach((p, i) => {
          const v = velocity[i]!;
          v.assign(v.value.mul(0.9).add(p.grad!));
          p.assign(p.value.sub(v.value.mul(0.1)));
          p.grad = undefined;
        });
      });
      return loss;
    };
    const compiledStep = compile(step);
    const run = compiled ? compiledStep : () => scope(step);
    const seen = Array.from({ length: 4 }, () => run().dataSync());
    const bits = [...seen, ...parameters.map((p) => p.value.dataSync())].map((data) => new Uint8Array(data.buffer));
    compiledStep.dispose();
    return bits;
  });
}

describe("compiled training", () => {
  it("gives the bits of op-by-op training on any number of threads and with every switch off", async () => {
    const reference = train(await start({ threads: 1 }), false);
    for (const threads of [1, 2, 3]) expect(train(await start({ threads }), true)).toEqual(reference);
    for (const name of Object.keys(ALL_ON) as (keyof CompileOptions)[])
      expect(train(await start({ compile: { [name]: false } }), true)).toEqual(reference);
  });

  it("gives memory back when a step is disposed", async () => {
    const backend = await start({ threads: 2, maximumBytes: 2 ** 25 });
    withBackend(backend, () => {
      const before = backend.memory();
      for (let n = 1; n <= 60; n++) {
        const step = compile((x: Tensor) => x.exp().sum({ axis: 0 }).mul(x));
        scope(() => void step(zeros([n, 20_000])));
        step.dispose();
      }
      expect(backend.memory()).toEqual(before);
    });
  });

  it("runs out of memory with all tensors intact", async () => {
    const backend = await start({ threads: 1, maximumBytes: 2 ** 24 });
    withBackend(backend, () => {
      const state = new Variable(tensor([1, 2]));
      const step = compile((x: Tensor) => {
        state.assign(state.value.add(1));
        return x.add(1);
      });
      const x = zeros([1_500_000]);
      const results: Tensor[] = [];
      expect(() => {
        for (;;) results.push(step(x));
      }).toThrow(TenonError);
      const runs = results.length;
      expect([...state.value.dataSync()]).toEqual([1 + runs, 2 + runs]);
      for (const y of results) y.dispose();
      step(x).dispose();
      expect([...state.value.dataSync()]).toEqual([2 + runs, 3 + runs]);
    });
  });

  it("lets the eager backend do what has no kernel, between two segments", async () => {
    const backend = await start({ threads: 2 });
    withBackend(backend, () => {
      const state = new Variable(tensor([0, 0, 0]));
      const step = compile((x: Tensor) => {
        const order = argsort(x.neg(), { axis: 0 });
        state.assign(state.value.add(order.cast("float32")));
        return order.add(1);
      });
      for (let i = 1; i <= 2; i++) {
        expect([...step(tensor([1, 3, 2])).dataSync()]).toEqual([2, 3, 1]);
        expect([...state.value.dataSync()]).toEqual([i, 2 * i, 0]);
      }
    });
  });

  it("hands the eager backend the part that a slice means", async () => {
    const backend = await start({ threads: 1 });
    withBackend(backend, () => {
      const step = compile((x: Tensor) => argsort(x.at(slice(3)), { axis: 0 }));
      expect([...step(tensor([9, 8, 7, 3, 1, 2])).dataSync()]).toEqual([1, 2, 0]);
    });
  });
});
