import type { Edge } from "../autograd/grad-node.js";
import type { LeafNode } from "../autograd/leaf-node.js";
import { refusal } from "../checks.js";
import { engineOf } from "../engine/context.js";
import { Storage } from "../engine/storage.js";
import { TenonError } from "../errors.js";
import type { Backend, Handle } from "../seam/backend.js";
import type { DType } from "../seam/dtype.js";
import type { FusedName } from "../seam/fused.js";
import { GRAPH_VERSION, type Graph, type GraphNode, type GraphValue } from "../seam/graph.js";
import { infer, type ValueInfo } from "../seam/infer.js";
import { type PrimitiveCall, type PrimitiveName, primitivesAround } from "../seam/primitives.js";
import type { Cell } from "../state/cell.js";
import type { Counter } from "../state/counter.js";
import type { GuardValue } from "./guard.js";

interface Guard {
  readonly read: () => GuardValue;
  readonly value: GuardValue;
}

/** A host number that enters each run anew. */
interface Host {
  readonly value: GraphValue;
  readonly read: () => number;
}

/** What the trace knows of a cell: what it held before, as an input, and what it holds now. */
interface CellState {
  readonly input: GraphValue | undefined;
  now: Storage | undefined;
  isWritten: boolean;
}

/**
 * One recording of a step. Its backend records primitives instead of running them; reads and writes of cells, host numbers,
 * counters and guards are noted, and nothing outside changes.
 */
export class Trace {
  readonly target: Backend;
  readonly backend: Backend;
  nodes: GraphNode[] = [];
  readonly inputs: GraphValue[] = [];
  readonly hosts: Host[] = [];
  readonly constants = new Map<Storage, GraphValue>();
  readonly cells = new Map<Cell, CellState>();
  readonly counts = new Map<Counter, number>();
  readonly guards: Guard[] = [];
  readonly #gradientGraphs = new Map<LeafNode, Edge>();
  #values = 0;
  #regions = 0;
  #region = 0;

  constructor(target: Backend) {
    this.target = target;
    this.backend = this.#recorder();
  }

  /** A new value of the graph that no node computes. */
  input({ shape, dtype }: ValueInfo): GraphValue {
    const value = this.#value(shape, dtype);
    this.inputs.push(value);
    return value;
  }

  /** A host number as a rank-0 value. */
  host(read: () => number, dtype: DType): Storage {
    const value = this.#value([], dtype);
    this.hosts.push({ value, read });
    return new Storage(value, this.backend);
  }

  /** A tensor from outside as a constant of the graph; kept alive with it. */
  adopt(storage: Storage): GraphValue {
    this.#checkEngine(storage);
    let value = this.constants.get(storage);
    if (value === undefined) {
      const { shape, dtype } = storage.handle;
      value = this.#value(shape, dtype);
      this.constants.set(storage.retain(), value);
    }
    return value;
  }

  readCell(cell: Cell): Storage | undefined {
    return this.#cell(cell).now;
  }

  writeCell(cell: Cell, storage: Storage | undefined): void {
    // Replacing what was never read needs no guard on its presence: the step does not depend on it.
    let state = this.cells.get(cell);
    if (state === undefined) {
      state = { input: undefined, now: undefined, isWritten: true };
      this.cells.set(cell, state);
    }
    state.now = storage;
    state.isWritten = true;
  }

  /** The graph behind a gradient that backward recorded in this trace. */
  gradientGraph(leaf: LeafNode): Edge | undefined {
    return this.#gradientGraphs.get(leaf);
  }

  /** Takes over one ownership of the edge's node. */
  keepGradientGraph(leaf: LeafNode, edge: Edge | undefined): void {
    this.#gradientGraphs.get(leaf)?.node.drop();
    if (edge === undefined) this.#gradientGraphs.delete(leaf);
    else this.#gradientGraphs.set(leaf, edge);
  }

  /** Lets go of what the trace kept alive; its graph has been built, or an error was thrown. */
  close(): void {
    for (const { node } of this.#gradientGraphs.values()) node.drop();
    for (const storage of this.constants.keys()) storage.release();
  }

  /** The position of this draw among the step's draws from the counter. */
  advance(counter: Counter): number {
    const offset = this.counts.get(counter) ?? 0;
    this.counts.set(counter, offset + 1);
    return offset;
  }

  /** Runs `fn` in a region of its own: its nodes are never merged with others that compute the same. */
  inNewRegion<R>(fn: () => R): R {
    const outer = this.#region;
    this.#region = ++this.#regions;
    try {
      return fn();
    } finally {
      this.#region = outer;
    }
  }

  #checkEngine(storage: Storage): void {
    if (engineOf(storage.backend) === engineOf(this.target)) return;
    throw refusal(
      "backend_mismatch",
      "compile",
      { captures: storage.backend.name },
      `tensors on ${this.target.name}`,
      "x.to(backend) before",
    );
  }

  #value(shape: readonly number[], dtype: DType): GraphValue {
    return { id: this.#values++, shape, dtype };
  }

  #cell(cell: Cell): CellState {
    const known = this.cells.get(cell);
    if (known !== undefined) return known;
    const before = cell.concrete;
    const engine = () => cell.concrete && engineOf(cell.concrete.backend);
    this.guards.push({ read: engine, value: engine() });
    if (before !== undefined) this.#checkEngine(before);
    const input = before && this.input(before.handle);
    const state = { input, now: input && new Storage(input, this.backend), isWritten: false };
    this.cells.set(cell, state);
    return state;
  }

  #record<K extends PrimitiveName>(call: PrimitiveCall<Handle, K>): GraphValue {
    const { shape, dtype } = infer[call.op](call.inputs, call.attributes);
    const output = this.#value(shape, dtype);
    const node = { kind: "primitive", ...call, outputs: [output], region: this.#region };
    this.nodes.push(node as GraphNode); // handles of this backend are GraphValues; op and attributes come as a pair
    return output;
  }

  #recorder(): Backend {
    const { target } = this;
    return {
      name: `${target.name} (traced)`,
      caps: { ...target.caps, memory: "collected" },
      decorates: target,
      ...primitivesAround<Handle>((call) => this.#record(call)),
      routine: (call, inputs) => {
        const outputs = call.infer(inputs).map(({ shape, dtype }) => this.#value(shape, dtype));
        const node = {
          ...call,
          kind: "routine",
          inputs: inputs as GraphValue[],
          outputs,
          region: this.#region,
        } as const;
        this.nodes.push(node); // its inputs are handles of this backend
        return outputs;
      },
      upload: (data, shape, dtype) => {
        const storage = new Storage(target.upload(data, shape, dtype), target);
        const value = this.adopt(storage);
        storage.release(); // the trace is the only owner
        return value;
      },
      read: () => Promise.reject(readInTrace()),
      dispose: () => {},
      sync: () => Promise.reject(readInTrace()),
      memory: () => target.memory(),
      ...(target.fused === undefined ? {} : { fused: this.#recordFused(target.fused) }),
    };
  }

  /** The target's fused ops, each recorded as a call with its composition beside it. */
  #recordFused(fused: NonNullable<Backend["fused"]>): NonNullable<Backend["fused"]> {
    const recorded = Object.keys(fused).map((name) => {
      const op = name as FusedName; // keys of Fused
      return [op, this.#fusedRecorder(op)];
    });
    return Object.fromEntries(recorded) as NonNullable<Backend["fused"]>; // the same names, each with its own attributes
  }

  #fusedRecorder(op: FusedName) {
    return (inputs: readonly Handle[], attributes: unknown, compose: () => Handle[]): Handle[] => {
      const outer = this.nodes;
      const constants = new Set(this.constants.keys());
      this.nodes = [];
      try {
        const outputs = compose() as GraphValue[]; // computed by this backend
        const composition: Graph = {
          version: GRAPH_VERSION,
          inputs: inputs as GraphValue[], // handles of this backend
          hosts: [],
          constants: [...this.constants].flatMap(([s, value]) =>
            constants.has(s) ? [] : [{ value, handle: s.handle }],
          ),
          nodes: this.nodes,
          outputs,
          state: [],
        };
        const node = { kind: "fused", op, attributes, inputs, outputs, composition, region: this.#region };
        outer.push(node as unknown as GraphNode); // op, attributes and handles of this backend come from a typed caller
        return outputs;
      } finally {
        this.nodes = outer;
      }
    };
  }
}

/** What reading data inside a trace throws. */
export const readInTrace = (op = "compile"): TenonError =>
  new TenonError(
    "read_in_trace",
    `${op}: the function reads the data of a tensor`,
    "return the tensor and read it outside, or use where() instead of a branch",
  );
