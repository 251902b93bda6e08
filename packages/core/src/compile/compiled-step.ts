import { GradNode } from "../autograd/grad-node.js";
import { withBackend } from "../engine/context.js";
import { Storage } from "../engine/storage.js";
import { full } from "../ops/create.js";
import { Tensor } from "../tensor.js";
import type { Source } from "./build-graph.js";
import { checkIndices } from "./index-limits.js";
import type { ResultSlot, Traced } from "./trace-step.js";

/** One compiled variant of a function: gathers its inputs, runs, and only then changes Variables and counters. */
export class CompiledStep<R> {
  readonly key: string;
  readonly #traced: Traced;
  /** Which inputs a run may give away: state that the step replaces and that no result hands on as it was. */
  readonly #replaced: readonly boolean[];

  constructor(key: string, traced: Traced) {
    this.key = key;
    this.#traced = traced;
    const handedOn = new Set<number>();
    const note = (source: Source | undefined) => {
      if (source?.kind === "input") handedOn.add(source.index);
    };
    for (const { source } of traced.writes) note(source);
    traced.result(({ source }) => {
      note(source);
      return undefined as unknown as Tensor; // only the sources are of interest here
    });
    const paired = new Set(traced.graph.state.map(({ input }) => input));
    this.#replaced = traced.graph.inputs.map((_, i) => paired.has(i) && !handedOn.has(i));
  }

  guardsHold(): boolean {
    return this.#traced.guards.every(({ read, value }) => read() === value);
  }

  run(tensors: readonly Tensor[]): R {
    const { backend, executable, stateInputs, hosts, counts, limits } = this.#traced;
    const inputs = tensors.map((x) => x.storage);
    for (const cell of stateInputs) inputs.push(cell.concrete!); // a guard checked that it is there
    checkIndices(limits, inputs);
    const numbers = hosts.map((read) => read());
    const donated = inputs.map((storage, i) => this.#replaced[i]! && storage.isSole);
    const handles = executable.run(
      inputs.map((storage) => storage.handle),
      numbers,
      donated,
    );
    const outputs = handles.map((handle) => new Storage(handle, backend));
    inputs.forEach((storage, i) => {
      if (donated[i]) storage.surrender();
    });
    const storageOf = (source: Source): Storage => {
      switch (source.kind) {
        case "output":
          return outputs[source.index]!.retain();
        case "input":
          return inputs[source.index]!.retain();
        case "constant":
          return source.storage.retain();
        case "host":
          return hostStorage(this.#traced, source.index, numbers);
      }
    };
    const result = this.#traced.result((slot) => resultTensor(slot, storageOf(slot.source)));
    const writes = this.#traced.writes.map(({ cell, source }) => ({ cell, storage: source && storageOf(source) }));
    for (const { cell, storage } of writes) cell.replace(storage);
    for (const storage of outputs) storage.release();
    for (const [counter, n] of counts) counter.value += n;
    return result as R; // the structure that `fn` returned, with tensors for tensors
  }

  dispose(): void {
    this.#traced.executable.dispose();
    for (const storage of this.#traced.constants) storage.release();
  }
}

function resultTensor({ hasGraph }: ResultSlot, storage: Storage): Tensor {
  if (!hasGraph) return new Tensor(storage);
  const node = new GradNode("compile: call backward() inside the compiled function;", [], [], () => []);
  node.release();
  return new Tensor(storage, node);
}

function hostStorage({ backend, graph }: Traced, index: number, numbers: readonly number[]): Storage {
  const value = withBackend(backend, () => full([], numbers[index]!, { dtype: graph.hosts[index]!.dtype, backend }));
  const storage = value.storage.retain();
  value.dispose();
  return storage;
}
