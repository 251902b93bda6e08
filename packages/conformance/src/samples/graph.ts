import { DTYPES, type DType, TenonError } from "@tenon/core";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";

/** Where a step takes an operand from. */
export type Reference = { readonly input: number } | { readonly step: number } | { readonly number: number };

/** What every step of a graph has, whatever its ops are. */
export interface GraphStep {
  readonly op: string;
  readonly from: readonly Reference[];
}

/** A computation as data: it can be drawn, shrunk, written to a file and run again. */
export interface Graph<S extends GraphStep> {
  readonly kind: string;
  readonly inputs: readonly HostTensor[];
  /** In order: a step takes from inputs and earlier steps. */
  readonly steps: readonly S[];
  readonly outputs: readonly Reference[];
}

/** Runs the steps; `apply` gives the value of one. Returns the values of `graph.outputs`. */
export function runGraph<S extends GraphStep, V>(
  { steps, outputs }: Graph<S>,
  inputs: readonly V[],
  apply: (step: S, operands: readonly (V | number)[]) => V,
): V[] {
  const made: V[] = [];
  const valueAt = (from: Reference): V | number => {
    if ("number" in from) return from.number;
    return "input" in from ? inputs[from.input]! : made[from.step]!;
  };
  for (const step of steps) made.push(apply(step, step.from.map(valueAt)));
  return outputs.map((from) => valueAt(from) as V); // outputs are no numbers
}

/** The graph without the steps and inputs that its outputs do not need. */
export function pruned<S extends GraphStep>(graph: Graph<S>): Graph<S> {
  const inputs = new Set<number>();
  const steps = new Set<number>();
  const visit = (from: Reference): void => {
    if ("input" in from) inputs.add(from.input);
    if (!("step" in from) || steps.has(from.step)) return;
    steps.add(from.step);
    graph.steps[from.step]!.from.forEach(visit);
  };
  graph.outputs.forEach(visit);
  const place = (kept: ReadonlySet<number>) => new Map([...kept].sort((a, b) => a - b).map((old, i) => [old, i]));
  const [inputAt, stepAt] = [place(inputs), place(steps)];
  const moved = (from: Reference): Reference => {
    if ("input" in from) return { input: inputAt.get(from.input)! };
    return "step" in from ? { step: stepAt.get(from.step)! } : from;
  };
  return {
    kind: graph.kind,
    inputs: [...inputAt.keys()].map((i) => graph.inputs[i]!),
    steps: [...stepAt.keys()].map((i) => ({ ...graph.steps[i]!, from: graph.steps[i]!.from.map(moved) })),
    outputs: graph.outputs.map(moved),
  };
}

/** The graph as JSON text, which `parseGraph` reads back to the bit. */
export function writeGraph<S extends GraphStep>({ inputs, ...rest }: Graph<S>): string {
  const written = inputs.map(({ shape, dtype, data }) => ({ shape, dtype, data: Array.from(data, writeNumber) }));
  return JSON.stringify({ ...rest, inputs: written });
}

/** Reads what `writeGraph` wrote. Throws `invalid_argument` for text that is no graph. */
export function parseGraph(text: string): Graph<GraphStep> {
  const read: unknown = JSON.parse(text);
  if (!isWritten(read))
    throw new TenonError("invalid_argument", "replay: the file holds no graph", "a file that a failed run has written");
  return {
    ...read,
    inputs: read.inputs.map(({ shape, dtype, data }) => hostTensor(shape, dtype, data.map(Number))),
  };
}

interface Written extends Omit<Graph<GraphStep>, "inputs"> {
  readonly inputs: readonly {
    readonly shape: readonly number[];
    readonly dtype: DType;
    readonly data: readonly (number | string)[];
  }[];
}

/** JSON has no NaN, no infinities and no −0. */
function writeNumber(value: number): number | string {
  return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value);
}

function isWritten(value: unknown): value is Written {
  const graph = value as Partial<Written> | null; // each field is looked at below
  return (
    typeof graph?.kind === "string" &&
    [graph.inputs, graph.steps, graph.outputs].every(Array.isArray) &&
    graph.inputs!.every((x) => DTYPES.includes(x.dtype) && Array.isArray(x.shape) && Array.isArray(x.data)) &&
    graph.steps!.every((step) => typeof step.op === "string" && Array.isArray(step.from))
  );
}
