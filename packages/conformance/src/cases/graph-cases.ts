import { vjp } from "@tenon/core";
import type { Case } from "../case.js";
import { outputsOf } from "../program.js";
import { createReferenceBackend } from "../reference/reference-backend.js";
import type { HostTensor } from "../reference/reference-tensor.js";
import { runFunction } from "../runner/run-function.js";
import { CaseFailure, type TensorProgram, type Tester } from "../runner/tester.js";
import { type ExactGraph, exactProgram, exactValues, randomExactGraph } from "../samples/exact-graph.js";
import { type Graph, type GraphStep, writeGraph } from "../samples/graph.js";
import { shrink } from "../samples/shrink.js";
import {
  inFloat64,
  randomSmoothGraph,
  type SmoothGraph,
  smoothProgram,
  smoothValues,
} from "../samples/smooth-graph.js";
import { Stream } from "../samples/stream.js";

const CASES = 40;
const GRAPHS = 8;
const TOLERANCE = { relative: 1e-4, absolute: 1e-4 };

/** What a kind of graph must hold, and what stands for its steps when it shrinks. */
interface Kind<S extends GraphStep> {
  readonly draw: (stream: Stream, length: number) => Graph<S>;
  readonly check: (t: Tester, graph: Graph<S>) => Promise<void>;
  readonly valuesOf: (graph: Graph<S>) => Promise<readonly HostTensor[]>;
}

const exact: Kind<ExactGraph["steps"][number]> = {
  draw: randomExactGraph,
  check: (t, graph) => t.check("graph", graph.inputs, exactProgram(graph)),
  valuesOf: exactValues,
};

const smooth: Kind<SmoothGraph["steps"][number]> = {
  draw: randomSmoothGraph,
  check: checkSlopes,
  valuesOf: smoothValues,
};

/** Random graphs of 2 to 12 ops that are the same in every run: views, broadcasts, casts and reductions meet as nobody wrote them. */
export const graphCases: readonly Case[] = graphsOf((kind, i) => `graph/${kind}/${lengthOf(i)}-ops/${i}`, CASES);

/** As many random graphs as wanted that a seed decides: each run may draw others. */
export function freshGraphCases(seed: number, count: number): readonly Case[] {
  return graphsOf((kind, i) => `graph/fresh-${kind}/seed-${seed}/${i}`, count);
}

/** Runs a graph that a failed run has written. */
export function replayCase(graph: Graph<GraphStep>): Case {
  const run =
    graph.kind === "smooth"
      ? (t: Tester) => smooth.check(t, graph as SmoothGraph) // the kind says which ops it holds
      : (t: Tester) => exact.check(t, graph as ExactGraph);
  return { id: `graph/replay/${graph.kind}`, ...limits(graph.kind), run: (_, t) => run(t) };
}

function graphsOf(id: (kind: string, i: number) => string, count: number): Case[] {
  return Array.from({ length: count }, (_, i) => [
    graphCase(id("exact", i), "exact", exact, lengthOf(i)),
    graphCase(id("smooth", i), "smooth", smooth, lengthOf(i)),
  ]).flat();
}

function lengthOf(i: number): number {
  return 2 + (i % 11);
}

function limits(kind: string): Pick<Case, "needs"> {
  return { needs: { compute: ["float32", "int32", "bool"], rank: 4, ...(kind === "exact" && { strict: true }) } };
}

function graphCase<S extends GraphStep>(id: string, name: string, kind: Kind<S>, length: number): Case {
  return {
    id,
    ...limits(name),
    run: async (_, t) => {
      const stream = new Stream(id);
      for (let i = 0; i < GRAPHS; i++) await checkOrShrink(t, kind, kind.draw(stream, length));
    },
  };
}

/** A failure names the smallest graph that shows it. */
async function checkOrShrink<S extends GraphStep>(t: Tester, kind: Kind<S>, graph: Graph<S>): Promise<void> {
  const failure = await failureOf(kind, t, graph);
  if (failure === undefined) return;
  const smallest = await shrink(graph, {
    valuesOf: kind.valuesOf,
    fails: async (smaller) => (await isValid(kind, smaller)) && (await failureOf(kind, t, smaller)) !== undefined,
  });
  const shown = (await failureOf(kind, t, smallest)) ?? failure;
  const ops = smallest.steps.map(({ op }) => op).join(", ");
  throw new CaseFailure(`${shown} (shrunk from ${graph.steps.length} ops to: ${ops})`, writeGraph(smallest));
}

async function failureOf<S extends GraphStep>(kind: Kind<S>, t: Tester, graph: Graph<S>): Promise<string | undefined> {
  try {
    await kind.check(t, graph);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether the reference can run it: an index that became too large is no failure of the backend. */
async function isValid<S extends GraphStep>(kind: Kind<S>, graph: Graph<S>): Promise<boolean> {
  return kind.valuesOf(graph).then(
    () => true,
    () => false,
  );
}

/** Values and gradients against the reference in float64. */
async function checkSlopes(t: Tester, graph: SmoothGraph): Promise<void> {
  const outputs = smoothProgram(graph);
  const program: TensorProgram = (...leaves) => {
    const cotangent = leaves.pop()!;
    const { value, gradients } = vjp((...x) => outputsOf(outputs(...x))[0]!, leaves, cotangent);
    return [value, ...gradients];
  };
  const { shape } = (await smoothValues(graph)).at(-1)!; // the output is the last step
  const stream = new Stream(writeGraph(graph));
  const inputs = [...graph.inputs, stream.tensor(shape, "float32", { low: -1, high: 1 })];
  const expected = await runFunction(createReferenceBackend(), inputs.map(inFloat64), program);
  const actual = await t.run("graph", inputs, program);
  for (const [i, wanted] of expected.entries())
    t.close(i === 0 ? "value" : `gradient ${i - 1}`, actual[i]!, wanted, TOLERANCE);
}
