import { LeafNode } from "../autograd/leaf-node.js";
import { withBackend } from "../engine/context.js";
import { Storage } from "../engine/storage.js";
import { TenonError } from "../errors.js";
import { refusePromise, scope } from "../memory/scope.js";
import type { Backend } from "../seam/backend.js";
import type { Executable, Graph, GraphValue } from "../seam/graph.js";
import type { Cell } from "../state/cell.js";
import type { Counter } from "../state/counter.js";
import { Tensor } from "../tensor.js";
import { mapTensors, tensorsIn } from "./arguments.js";
import { buildGraph, type Source } from "./build-graph.js";
import type { GuardValue } from "./guard.js";
import { type IndexLimit, indexLimits } from "./index-limits.js";
import { replay } from "./replay.js";
import { Trace } from "./trace.js";
import { withTrace } from "./tracing.js";

/** A tensor in the result of a step. */
export interface ResultSlot {
  readonly source: Source;
  /** It depends on parameters through a graph that stays inside the step. */
  readonly hasGraph: boolean;
}

/** A step as it was traced and compiled: everything a run needs. */
export interface Traced {
  readonly backend: Backend;
  readonly executable: Executable;
  readonly graph: Graph;
  readonly argumentCount: number;
  /** For each input beyond the arguments, the cell that holds it. */
  readonly stateInputs: readonly Cell[];
  readonly writes: readonly { readonly cell: Cell; readonly source: Source | undefined }[];
  readonly hosts: readonly (() => number)[];
  readonly counts: ReadonlyMap<Counter, number>;
  readonly guards: readonly { readonly read: () => GuardValue; readonly value: GuardValue }[];
  readonly limits: readonly IndexLimit[];
  /** Makes the result: a copy of what `fn` returned with each tensor made anew by `make`. */
  readonly result: (make: (slot: ResultSlot) => Tensor) => unknown;
  /** Constants to free with the step. */
  readonly constants: readonly Storage[];
}

/** Runs `fn` once on the recording backend, simplifies the graph and compiles it. Nothing outside changes if it throws. */
export function traceStep<A extends readonly unknown[]>(
  fn: (...inputs: A) => unknown,
  inputs: A,
  backend: Backend,
): Traced {
  const trace = new Trace(backend);
  let traced: Traced | undefined;
  try {
    withTrace(trace, () =>
      withBackend(trace.backend, () =>
        scope(() => {
          const stand = mapTensors(inputs, (x) => argument(trace, x)) as unknown as A; // same structure
          const stands = tensorsIn(stand);
          const result = fn(...stand);
          refusePromise(result, "compile");
          refuseArgumentGradients(trace, stands);
          traced = finish(trace, result, stands.length);
        }),
      ),
    );
  } finally {
    trace.close();
  }
  return traced!; // set, or an error was thrown
}

/** A traced argument. It can be differentiated inside; its `.grad` belongs to the caller and is out of reach. */
function argument(trace: Trace, x: Tensor): Tensor {
  const stand = new Tensor(new Storage(trace.input(x), trace.backend));
  return x.requiresGrad ? stand.asLeaf() : stand;
}

/** `.grad` of an argument belongs to the caller, whom a compiled step cannot reach. */
function refuseArgumentGradients(trace: Trace, stands: readonly Tensor[]): void {
  for (const { node } of stands)
    if (node instanceof LeafNode && trace.cells.get(node.gradient)?.isWritten)
      throw new TenonError(
        "no_gradient",
        "compile: backward() reaches an argument of the step",
        "grad() inside it, or a Parameter",
      );
}

function finish(trace: Trace, result: unknown, argumentCount: number): Traced {
  const valueIn = (storage: Storage): GraphValue =>
    storage.backend === trace.backend ? (storage.handle as GraphValue) : trace.adopt(storage); // its handles are values
  const results = tensorsIn(result).map((x) => ({
    value: valueIn(x.storage),
    hasGraph: x.node !== undefined && !x.node.isReleased,
  }));
  const states = [...trace.cells];
  const written = states.flatMap(([cell, { now, isWritten }]) =>
    isWritten && cell.home !== trace ? [{ cell, value: now && valueIn(now) }] : [],
  );
  const wanted = [...results.map((r) => r.value), ...written.flatMap((w) => (w.value === undefined ? [] : [w.value]))];
  const { graph, sourceOf, constants } = buildGraph(trace, wanted);
  const slots = results.map(({ value, hasGraph }) => ({ source: sourceOf(value), hasGraph }));
  const template = mapTensors(result, () => HOLE);
  return {
    backend: trace.target,
    executable: trace.target.compile?.(graph) ?? replay(trace.target, graph),
    graph,
    argumentCount,
    stateInputs: states.flatMap(([cell, state]) => (state.input === undefined ? [] : [cell])),
    writes: written.map(({ cell, value }) => ({ cell, source: value && sourceOf(value) })),
    hosts: trace.hosts.map(({ read }) => read),
    counts: trace.counts,
    guards: trace.guards,
    limits: indexLimits(graph),
    result: (make) => {
      let next = 0;
      return fill(template, () => make(slots[next++]!));
    },
    constants,
  };
}

/** Marks the places of tensors in a result, so that the traced tensors themselves are not kept. */
const HOLE = Symbol("tensor");

function fill(template: unknown, next: () => Tensor): unknown {
  if (template === HOLE) return next();
  if (Array.isArray(template)) return template.map((item: unknown) => fill(item, next));
  if (typeof template !== "object" || template === null || Object.getPrototypeOf(template) !== Object.prototype)
    return template;
  return Object.fromEntries(Object.entries(template).map(([name, item]) => [name, fill(item, next)]));
}
