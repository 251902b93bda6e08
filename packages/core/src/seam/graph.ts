import type { Handle, Operand } from "./backend.js";
import type { FusedAttributes, FusedName } from "./fused.js";
import type { PrimitiveAttributes, PrimitiveName } from "./primitives.js";
import type { RoutineCall } from "./routine.js";

/** The form of `Graph`; raised when a reader of the old form would misread the new one. */
export const GRAPH_VERSION = 1;

/** One value of a graph: assigned once, never aliased, shape and dtype known. */
export interface GraphValue extends Handle {
  readonly id: number;
}

interface NodeBase {
  readonly outputs: readonly GraphValue[];
  /** Recomputed regions (`checkpoint`) have a number > 0; nodes of different regions are never merged. */
  readonly region: number;
}

/** A call of a `Backend` primitive. */
export type PrimitiveNode = {
  [K in PrimitiveName]: NodeBase & {
    readonly kind: "primitive";
    readonly op: K;
    readonly attributes: PrimitiveAttributes[K];
    readonly inputs: readonly Operand<GraphValue>[];
  };
}[PrimitiveName];

/** A call of a fused op that the target backend has, with the composition that means the same. */
export type FusedNode = {
  [K in FusedName]: NodeBase & {
    readonly kind: "fused";
    readonly op: K;
    readonly attributes: FusedAttributes[K];
    readonly inputs: readonly GraphValue[];
    /** A graph over `inputs` (its `inputs`, in order) that computes `outputs`. */
    readonly composition: Graph<Handle>;
  };
}[FusedName];

/** A call of a routine; whoever has no such routine computes it on the host, or declines the graph. */
export type RoutineNode = NodeBase & { readonly kind: "routine"; readonly inputs: readonly GraphValue[] } & RoutineCall;

/** Reserved: a rolled loop (`scan`, `while`). No version-1 graph holds one. */
export interface LoopNode extends NodeBase {
  readonly kind: "loop";
  readonly inputs: readonly GraphValue[];
  readonly body: Graph<Handle>;
}

/** One step of a graph. */
export type GraphNode = PrimitiveNode | FusedNode | RoutineNode | LoopNode;

/**
 * A step in single-assignment form with static shapes and dtypes, nodes in topological order.
 * `inputs`, then `hosts`, then `constants` are given values; every other value is the output of one node.
 */
export interface Graph<T extends Handle = Handle> {
  readonly version: typeof GRAPH_VERSION;
  /** Tensors given at each run: arguments first, then state. */
  readonly inputs: readonly GraphValue[];
  /** Rank-0 values computed on the host before each run (`fromHost`). */
  readonly hosts: readonly GraphValue[];
  /** Tensors captured when the step was traced. They outlive the executable. */
  readonly constants: readonly { readonly value: GraphValue; readonly handle: T }[];
  readonly nodes: readonly GraphNode[];
  /** Values that a run returns: each the output of a node, none twice. */
  readonly outputs: readonly GraphValue[];
  /** State that the step replaces: `inputs[input]` becomes `outputs[output]`, with equal shape and dtype. */
  readonly state: readonly { readonly input: number; readonly output: number }[];
}

/** A compiled graph. */
export interface Executable<T extends Handle = Handle> {
  /**
   * Runs the step once and returns new handles for `graph.outputs`.
   *
   * `donated[i]` hands `inputs[i]` over: the executable disposes it or returns it as the output it is paired with, and may
   * write its memory in place if no other live handle shares it. If `run` throws, no input has changed or is disposed.
   */
  run(inputs: readonly T[], hosts: readonly number[], donated: readonly boolean[]): T[];
  dispose(): void;
}
