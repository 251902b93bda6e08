import { hostArray } from "@tenon/core";
import type { HostTensor } from "../reference/reference-tensor.js";
import { type Graph, type GraphStep, pruned, type Reference } from "./graph.js";

const MOST_RUNS = 300;

/** What shrinking must know of a graph's language. */
export interface Shrinking<S extends GraphStep> {
  /** What each step gives, so that an input can take its place. */
  readonly valuesOf: (graph: Graph<S>) => Promise<readonly HostTensor[]>;
  readonly fails: (graph: Graph<S>) => Promise<boolean>;
}

/**
 * A smaller graph that still fails: one output, steps replaced by inputs that hold their values, plainer elements. Greedy, as
 * delta debugging (Zeller & Hildebrandt 2002) with one change at a time.
 */
export async function shrink<S extends GraphStep>(graph: Graph<S>, language: Shrinking<S>): Promise<Graph<S>> {
  let smallest = pruned(graph);
  let runs = 0;
  for (let hasShrunk = true; hasShrunk; ) {
    hasShrunk = false;
    for await (const candidate of smallerThan(smallest, language)) {
      if (++runs > MOST_RUNS) return smallest;
      if (!(await language.fails(candidate))) continue;
      smallest = candidate;
      hasShrunk = true;
      break;
    }
  }
  return smallest;
}

/** Boldest changes first. */
async function* smallerThan<S extends GraphStep>(
  graph: Graph<S>,
  { valuesOf }: Shrinking<S>,
): AsyncGenerator<Graph<S>> {
  if (graph.outputs.length > 1) for (const output of graph.outputs) yield pruned({ ...graph, outputs: [output] });
  for (const [k] of [...graph.steps.entries()].reverse())
    if (graph.outputs.length === 1 && !isOutput(graph, k)) yield pruned({ ...graph, outputs: [{ step: k }] });
  const values = await valuesOf(graph);
  for (const [k, value] of values.entries()) if (!isOutput(graph, k)) yield withInput(graph, k, value);
  for (const [i, x] of graph.inputs.entries())
    for (const plain of plainer(x)) yield { ...graph, inputs: graph.inputs.map((y, j) => (j === i ? plain : y)) };
}

function isOutput<S extends GraphStep>(graph: Graph<S>, k: number): boolean {
  return graph.outputs.some((from) => "step" in from && from.step === k);
}

/** Step `k` replaced by an input that holds its value. */
function withInput<S extends GraphStep>(graph: Graph<S>, k: number, value: HostTensor): Graph<S> {
  const moved = (from: Reference): Reference =>
    "step" in from && from.step === k ? { input: graph.inputs.length } : from;
  return pruned({
    ...graph,
    inputs: [...graph.inputs, value],
    steps: graph.steps.map((step) => ({ ...step, from: step.from.map(moved) })),
  });
}

/** The same tensor with fewer different elements; each differs from `x`. */
function* plainer(x: HostTensor): Generator<HostTensor> {
  const filled = (from: number, to: number, value: number): HostTensor => {
    const data = hostArray(x.dtype, x.data.length);
    data.set(x.data);
    data.fill(value, from, to);
    return { ...x, data };
  };
  const { length } = x.data;
  for (const value of [0, 1])
    for (const [from, to] of [[0, length], [0, length >> 1], [length >> 1, length]] as const) // biome-ignore format: a row
      if (x.data.subarray(from, to).some((element) => element !== 0 && element !== value))
        yield filled(from, to, value);
}
