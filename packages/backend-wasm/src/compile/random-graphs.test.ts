import { applyPrimitive, type Graph, type GraphValue, type Operand, type PrimitiveNode, sizeOf } from "@tenon/core";
import { afterAll, describe, expect, it } from "vitest";
import { createWasmBackend, type WasmBackend } from "../create-wasm-backend.js";
import type { WasmHandle } from "../wasm-handle.js";
import { GraphMaker } from "./graph-maker.js";
import { ALL_ON } from "./options.js";

const GRAPHS = 40;
const open: WasmBackend[] = [];
afterAll(() => {
  for (const backend of open) backend.close();
});

/** Deterministic choices (Lehmer's generator). */
class Choice {
  private state: number;

  constructor(seed: number) {
    this.state = (seed * 7919 + 1) % 2147483647;
  }

  below(n: number): number {
    this.state = (this.state * 48271) % 2147483647;
    return this.state % n;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

const UNARY = ["neg", "abs", "exp", "tanh", "relu", "sigmoid", "floor"] as const;
const BINARY = ["add", "sub", "mul", "max", "min", "div"] as const;

/** A graph of some 30 nodes over tensors of up to a few thousand elements, with views, reductions, products and state. */
function randomGraph(seed: number): Graph<WasmHandle> {
  const choice = new Choice(seed);
  const g = new GraphMaker<WasmHandle>();
  const wide = choice.of([3, 4, 70]);
  const shapes = [[4, wide], [2, 3, wide], [wide], [], [1, wide]];
  const inputs = shapes.map((shape) => g.input(shape));
  const state = inputs.slice(0, 2);
  const floats: GraphValue[] = [...inputs, g.host()];
  const pick = () => choice.of(floats.slice(-10));
  const axisOf = (x: GraphValue) => choice.below(x.shape.length);
  const like = (x: GraphValue): Operand<GraphValue> =>
    choice.of([
      choice.of([0.5, -2, 0, 3]),
      choice.of(floats.filter((y) => y.shape.join() === x.shape.join())),
      floats[3]!,
      g.op.full(x.shape, 1.5, "float32"),
    ]);
  const makers: ((x: GraphValue) => GraphValue)[] = [
    (x) => g.op.unary(choice.of(UNARY), x),
    (x) => g.op.binary(choice.of(BINARY), x, like(x)),
    (x) => g.op.binary(choice.of(BINARY), x, like(x)),
    (x) => g.op.where(g.op.compare(choice.of(["lt", "ge", "ne"]), x, like(x)), x, like(x)),
    (x) => g.op.cast(g.op.cast(x, choice.of(["int32", "float16", "uint8", "bool"])), "float32"),
    (x) => g.op.reshape(x, choice.of([[sizeOf(x.shape)], [1, ...x.shape], [...x.shape, 1]])),
    (x) => g.op.permute(x, [...x.shape.keys()].reverse()),
    (x) => (sizeOf(x.shape) > 2000 ? x : g.op.broadcastTo(x, [choice.of([2, 3]), ...x.shape])),
  ];
  const ranked: ((x: GraphValue) => GraphValue)[] = [
    (x) => g.op.flip(x, [axisOf(x)]),
    (x) => {
      const axis = axisOf(x);
      const start = x.shape.map((n, i) => (i === axis ? n >> 1 : 0));
      return g.op.slice(
        x,
        start,
        x.shape.map((n, i) => n - start[i]!),
        x.shape.map(() => 1),
      );
    },
    (x) => {
      const at = x.shape.map(() => 0).with(axisOf(x), choice.of([1, 2]));
      const rest = x.shape.map(() => 0);
      return choice.below(2) ? g.op.pad(x, at, rest, rest, 0) : g.op.pad(x, rest, at, at, choice.of([0, 1]));
    },
    (x) => {
      // The gradient of two slices.
      const axis = axisOf(x);
      const zero = x.shape.map(() => 0);
      const by = zero.with(axis, x.shape[axis]!);
      return g.op.binary("add", g.op.pad(x, zero, by, zero, 0), g.op.pad(g.op.unary("neg", x), by, zero, zero, 0));
    },
    (x) => g.op.concat([x, g.op.unary("neg", x)], axisOf(x)),
    (x) => g.op.reduce(choice.of(["sum", "max"]), x, choice.of([[axisOf(x)], [...x.shape.keys()]])),
    (x) => g.op.broadcastTo(g.op.reduce("sum", x, [axisOf(x)]), x.shape),
    (x) => g.op.scan("sum", x, axisOf(x), { reverse: choice.below(2) > 0, exclusive: choice.below(2) > 0 }),
    (x) => {
      const axis = axisOf(x);
      const index = g.op.iota([x.shape[axis]!], 0, "int32");
      const taken = g.op.gather(x, index, axis);
      return choice.below(2) ? taken : g.op.scatter(choice.of(["add", "set"]), x, g.op.flip(index, [0]), taken, axis);
    },
    (x) => {
      const axis = axisOf(x);
      const windows = g.op.windows(x, axis, Math.min(2, x.shape[axis]!), 1, 1);
      return choice.below(2) ? windows : g.op.foldWindows(windows, axis, x.shape[axis]!, 1, 1);
    },
  ];
  for (let k = 0; k < 30; k++) {
    const x = pick();
    const y = x.shape.length > 0 && choice.below(2) ? choice.of(ranked)(x) : choice.of(makers)(x);
    if (sizeOf(y.shape) <= 20_000 && y.shape.length <= 6) floats.push(y);
    if (y.shape.length >= 2 && sizeOf(y.shape) < 3000 && choice.below(6) === 0) {
      const transposed = choice.below(2) > 0;
      floats.push(g.op.matmul(y, y, transposed, !transposed));
    }
  }
  const results = new Set(floats.slice(inputs.length + 1).filter((_, i) => i % 5 === seed % 5));
  results.add(floats.at(-1)!);
  const next = state.map((old) => g.op.binary("sub", old, g.op.binary("mul", old, floats[3]!)));
  const computed = [...results].filter((x) => !inputs.includes(x) && x !== floats[inputs.length]);
  return g.graph(
    [...next, ...computed],
    next.map((to, i) => [state[i]!, to]),
  );
}

function replay(backend: WasmBackend, graph: Graph<WasmHandle>, inputs: readonly WasmHandle[], host: number) {
  const values = new Map<number, WasmHandle>();
  for (const [i, { id }] of graph.inputs.entries()) values.set(id, inputs[i]!);
  for (const { id, dtype } of graph.hosts) values.set(id, backend.full([], host, dtype));
  for (const node of graph.nodes as readonly PrimitiveNode[]) {
    const operands = node.inputs.map((x) => (typeof x === "number" ? x : values.get(x.id)!));
    // op, attributes and method belong together, which the union of nodes cannot express for a call.
    const apply = applyPrimitive[node.op] as (b: WasmBackend, x: readonly unknown[], a: unknown) => WasmHandle;
    values.set(node.outputs[0]!.id, apply(backend, operands, node.attributes));
  }
  const bits = graph.outputs.map((value) => bitsOf(backend, values.get(value.id)!));
  for (const [id, x] of values) if (!graph.inputs.some((value) => value.id === id)) backend.dispose(x);
  return bits;
}

function bitsOf(backend: WasmBackend, x: WasmHandle): string {
  const { buffer, byteLength } = backend.readSync(x);
  return Buffer.from(buffer as ArrayBuffer, 0, byteLength).toString("hex"); // reads give arrays of their own
}

describe("random graphs", () => {
  const switches = [{}, ...Object.keys(ALL_ON).map((name) => ({ [name]: false }))];
  it.each(switches)("run as op by op, to the bit, with %o", async (compile) => {
    const backend = await createWasmBackend({ threads: 2, compile });
    open.push(backend);
    const before = backend.memory().tensors;
    for (let seed = 0; seed < GRAPHS; seed++) {
      const graph = randomGraph(seed);
      const fresh = () =>
        graph.inputs.map(({ shape }, k) => {
          const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => (((i + k) * 37) % 23) / 8 - 1.25);
          return backend.upload(data, shape, "float32");
        });
      const inputs = fresh();
      const step = backend.compile!(graph)!;
      for (const host of [0.25, -3]) {
        const expected = replay(backend, graph, inputs, host);
        const given = fresh();
        const donated = graph.inputs.map((_, i) => graph.state.some(({ input }) => input === i));
        const outputs = step.run(given, [host], donated);
        expect(
          outputs.map((y) => bitsOf(backend, y)),
          `seed ${seed}`,
        ).toEqual(expected);
        for (const x of [...outputs, ...given.filter((_, i) => !donated[i])]) backend.dispose(x);
      }
      step.dispose();
      for (const x of inputs) backend.dispose(x);
    }
    expect(backend.memory().tensors).toBe(before);
  });
});
