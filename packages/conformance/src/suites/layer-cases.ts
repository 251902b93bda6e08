import { type Backend, compile, type DType, Generator, isFloat, scope, type Tensor, tensor } from "@tenon/core";
import type { Module } from "@tenon/layers";
import type { Case } from "../case.js";
import type { Place } from "../cases/small-nets.js";
import { compareBits } from "../compare/compare-tensors.js";
import { outputsOf } from "../program.js";
import { createReferenceBackend } from "../reference/reference-backend.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import type { Tester } from "../runner/tester.js";
import { type Domain, Stream } from "../samples/stream.js";

/** What certifies a layer: how to make it, how to call it, and what to feed it. */
export interface LayerCertificate<M extends Module> {
  readonly name: string;
  /** A new layer; `place` goes to whatever makes its parameters. */
  readonly create: (place: Place) => M;
  /** One output or several. */
  readonly call: (layer: M, inputs: readonly Tensor[]) => Tensor | readonly Tensor[];
  /** Shape of each input; integers with their domain, floats as they come. */
  readonly inputs: readonly { readonly shape: readonly number[]; readonly integers?: Domain }[];
}

const STEP = 1e-3;

/**
 * The suite for a layer, on any backend: gradients of parameters and inputs against differences in float64, compiled equal to
 * eager, state that goes into another layer and back, evaluation that repeats, nothing left behind.
 *
 * @example
 * const cases = layerCases({
 *   name: "Linear",
 *   create: (place) => new Linear(4, 3, place),
 *   call: (layer, [x]) => layer.call(x!),
 *   inputs: [{ shape: [5, 4] }],
 * });
 * const report = await runSuite({ name: "js", create: createJsBackend }, { cases });
 */
export function layerCases<M extends Module>(certificate: LayerCertificate<M>): readonly Case[] {
  const one = (check: string, run: (t: Tester) => Promise<void>): Case => ({
    id: `layer/${certificate.name}/${check}`,
    needs: { compute: ["float32", "int32", "bool"] },
    run: (_, t) => run(t),
  });
  return [
    one("gradients", (t) => checkGradients(t, certificate)),
    one("compiled", (t) => checkCompiled(t, certificate)),
    one("state", (t) => checkState(t, certificate)),
    one("evaluation", (t) => checkEvaluation(t, certificate)),
  ];
}

/** One layer in one place, with the generator that it was made with. */
interface Made<M> {
  readonly layer: M;
  readonly run: (inputs: readonly HostTensor[]) => Tensor[];
  readonly dispose: () => void;
}

function make<M extends Module>({ create, call }: LayerCertificate<M>, backend: Backend, dtype: DType): Made<M> {
  const generator = new Generator(3);
  const layer = scope(() => create({ backend, dtype, generator }));
  return {
    layer,
    run: (inputs) =>
      scope(() => [
        ...outputsOf(
          call(
            layer,
            inputs.map((x) => on(backend, x, dtype)),
          ),
        ),
      ]),
    dispose: () => {
      layer.dispose();
      generator.dispose();
    },
  };
}

/** In evaluation mode, so that a layer that draws random numbers has a slope. */
async function checkGradients<M extends Module>(t: Tester, certificate: LayerCertificate<M>): Promise<void> {
  const inputs = inputsOf(certificate);
  const made = make(certificate, t.backend, "float32");
  const exact = make(certificate, createReferenceBackend(), "float64");
  for (const { layer } of [made, exact]) layer.eval();
  await copyState(t, made.layer, exact.layer);
  const parameters = [...made.layer.namedParameters()];
  const stream = new Stream(`${certificate.name} directions`);
  const drawLike = ({ shape }: { readonly shape: readonly number[] }) =>
    stream.tensor(shape, "float32", { low: -1, high: 1 });
  const directions = new Map(parameters.map(([name, parameter]) => [name, drawLike(parameter)]));
  const along = inputs.map(drawLike);

  const leaves = inputs.map((x) => t.tensor(x, { requiresGrad: isFloat(x.dtype) }));
  const value = scope(() => weighted(outputsOf(certificate.call(made.layer, leaves))));
  if (value.requiresGrad) value.backward();
  let slope = 0;
  let size = 1;
  const add = async (gradient: Tensor | undefined, direction: HostTensor) => {
    if (gradient === undefined) return;
    const { data } = await t.read(gradient);
    gradient.dispose();
    for (const [i, g] of data.entries()) {
      slope += g * direction.data[i]!;
      size += Math.abs(g * direction.data[i]!);
    }
  };
  for (const [name, parameter] of parameters) await add(parameter.grad, directions.get(name)!);
  for (const [i, leaf] of leaves.entries()) await add(leaf.grad, along[i]!);
  const expected = slopeOf(certificate, exact.layer, inputs, directions, along);
  t.require(
    Math.abs(slope - expected) <= 1e-4 * size,
    `the gradients of parameters and inputs give the slope ${slope}, differences ${expected}`,
  );
  for (const [, parameter] of parameters) parameter.grad = undefined;
  for (const x of [...leaves, value]) x.dispose();
  for (const { dispose } of [made, exact]) dispose();
}

/** The slope by the five-point difference, in float64 on the reference. */
function slopeOf<M extends Module>(
  { call }: LayerCertificate<M>,
  layer: M,
  inputs: readonly HostTensor[],
  directions: ReadonlyMap<string, HostTensor>,
  along: readonly HostTensor[],
): number {
  const backend = createReferenceBackend();
  const start = scope(() => new Map([...layer.namedParameters()].map(([name, p]) => [name, p.value.dataSync()])));
  const at = (step: number) =>
    scope(() => {
      for (const [name, parameter] of layer.namedParameters()) {
        const moved = shifted(start.get(name)!, directions.get(name)!, step);
        parameter.assign(tensor(moved, { shape: parameter.shape, dtype: "float64", backend: parameter.backend }));
      }
      const place = layer.parameters()[0]?.backend ?? backend;
      const given = inputs.map((x, i) =>
        isFloat(x.dtype)
          ? on(place, { ...x, data: shifted(x.data, along[i]!, step) }, "float64")
          : on(place, x, "float64"),
      );
      return weighted(outputsOf(call(layer, given))).itemSync();
    });
  return (8 * (at(STEP) - at(-STEP)) - (at(2 * STEP) - at(-2 * STEP))) / (12 * STEP);
}

/** In training mode, draws and all: two layers made alike, one run op by op, one compiled. */
async function checkCompiled<M extends Module>(t: Tester, certificate: LayerCertificate<M>): Promise<void> {
  if (t.mode !== "compiled") return;
  const [eager, compiled] = [0, 1].map(() => make(certificate, t.backend, "float32")) as [Made<M>, Made<M>];
  const step = compile((...inputs: Tensor[]) => [...outputsOf(certificate.call(compiled.layer, inputs))]);
  for (let run = 0; run < 3; run++) {
    const inputs = inputsOf(certificate, run);
    const given = inputs.map((x) => t.tensor(x));
    await sameBits(t, `run ${run}`, step(...given), eager.run(inputs));
    for (const x of given) x.dispose();
  }
  const buffers = (layer: M) => [...layer.namedBuffers().values()].map(({ value }) => value);
  await sameBits(t, "buffers", buffers(compiled.layer), buffers(eager.layer));
  step.dispose();
  for (const { dispose } of [eager, compiled]) dispose();
}

async function checkState<M extends Module>(t: Tester, certificate: LayerCertificate<M>): Promise<void> {
  const inputs = inputsOf(certificate);
  const [from, to] = [0, 1].map(() => make(certificate, t.backend, "float32")) as [Made<M>, Made<M>];
  for (const x of from.run(inputs)) x.dispose(); // training moves buffers
  scope(() => {
    for (const parameter of to.layer.parameters()) parameter.assign(parameter.value.detach().add(1));
    const { missing, unexpected } = to.layer.loadStateDict(from.layer.stateDict());
    t.require(missing.length + unexpected.length === 0, `names differ: ${[...missing, ...unexpected].join(", ")}`);
  });
  for (const { layer } of [from, to]) layer.eval();
  await sameBits(t, "outputs after the state was loaded", to.run(inputs), from.run(inputs));
  for (const { dispose } of [from, to]) dispose();
}

async function checkEvaluation<M extends Module>(t: Tester, certificate: LayerCertificate<M>): Promise<void> {
  const inputs = inputsOf(certificate);
  const { layer, run, dispose } = make(certificate, t.backend, "float32");
  layer.eval();
  t.require(
    layer.modules().every((module) => !module.training),
    "eval() does not reach every module inside",
  );
  await sameBits(t, "two calls in evaluation mode", run(inputs), run(inputs));
  const before = t.backend.memory().tensors;
  for (const x of run(inputs)) x.dispose();
  t.require(t.backend.memory().tensors === before, "a call leaves tensors behind");
  dispose();
}

function inputsOf<M extends Module>({ name, inputs }: LayerCertificate<M>, run = 0): HostTensor[] {
  const stream = new Stream(`${name} inputs ${run}`);
  return inputs.map(({ shape, integers }) =>
    integers ? stream.tensor(shape, "int32", integers) : stream.tensor(shape, "float32", { low: -1, high: 1 }),
  );
}

async function copyState(t: Tester, from: Module, to: Module): Promise<void> {
  const state = from.stateDict();
  const copies: Record<string, Tensor> = {};
  const backend = createReferenceBackend();
  for (const [name, value] of Object.entries(state)) {
    const read = await t.read(value);
    value.dispose();
    copies[name] = tensor(read.data, {
      shape: read.shape,
      dtype: read.dtype,
      backend: to.parameters()[0]?.backend ?? backend,
    });
  }
  to.loadStateDict(copies);
  for (const copy of Object.values(copies)) copy.dispose();
}

/** One number in which every element of every output has another weight. */
function weighted(outputs: readonly Tensor[]): Tensor {
  const terms = outputs.map((y, i) => {
    const weights = Float64Array.from({ length: y.size }, (_, k) => Math.fround(Math.sin(k + i + 1)));
    return y.mul(on(y.backend, hostTensor(y.shape, "float64", weights), y.dtype)).sum();
  });
  return terms.reduce((a, b) => a.add(b));
}

function shifted(data: ArrayLike<number>, direction: HostTensor, step: number): Float64Array {
  return Float64Array.from(data, (value, i) => value + step * direction.data[i]!);
}

function on(backend: Backend, { data, shape, dtype }: HostTensor, float: DType): Tensor {
  return tensor(data, { shape, dtype: isFloat(dtype) ? float : dtype, backend });
}

async function sameBits(
  t: Tester,
  label: string,
  actual: readonly Tensor[],
  expected: readonly Tensor[],
): Promise<void> {
  for (const [i, x] of expected.entries()) {
    const [a, e] = [await t.read(actual[i]!), await t.read(x)];
    const difference = compareBits(a, e);
    for (const made of [actual[i]!, x]) made.dispose();
    if (difference !== undefined) t.fail(`${label}: output ${i}: ${difference}`);
  }
}
