import { badArgument, badDType } from "../checks.js";
import { checkLike } from "../engine/check-like.js";
import { isRecording, withRecording } from "../engine/context.js";
import { zerosLike } from "../ops/create.js";
import { isFloat } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import { gradientsOf, standIn } from "./pull-back.js";
import { leavesOf, mapTree } from "./tree.js";

/** Which arguments to differentiate; default: all of them. */
export interface GradOptions {
  readonly argument?: number | readonly number[];
  /** Record the pass, so that the gradients depend on parameters too; inside another `grad` it always is. */
  readonly createGraph?: boolean;
}

/** A function evaluated with the graph that its derivatives need. */
export interface Linearized {
  /** What the function returned, whose tensors lead back to `leaves`. */
  readonly value: unknown;
  /** Stand-ins of the tensors in the chosen arguments, in order. */
  readonly leaves: readonly Tensor[];
  /** The derivatives are to be differentiable too. */
  readonly createGraph: boolean;
  /** Gradients of `leaves` given those of tensors that depend on them. */
  pull(results: readonly Tensor[], cotangents: readonly Tensor[], createGraph?: boolean): Tensor[];
  /** One tensor for each of `leaves`, structured as the chosen arguments. */
  structured(tensors: readonly unknown[]): unknown[];
}

/** Runs `f` on stand-ins of the chosen arguments. */
export function linearize(
  f: (...inputs: never[]) => unknown,
  inputs: readonly unknown[],
  { argument, createGraph: asked = false }: GradOptions,
  op: string,
): Linearized {
  const chosen = argument === undefined ? inputs.map((_, i) => i) : [argument].flat();
  for (const i of chosen) checkFloats(op, i, inputs[i]);
  const createGraph = asked || depth > 0 || (isRecording() && leavesOf(inputs).some((x) => x.node !== undefined));
  const stands = inputs.map((x, i) => mapTree(x, chosen.includes(i) ? standIn : (t) => t));
  const picked = chosen.map((i) => stands[i]);
  const leaves = leavesOf(picked);
  const value = withRecording(true, () => deeper(() => f(...(stands as never[])))); // structured as `inputs`
  return {
    value,
    leaves,
    createGraph,
    pull: (results, cotangents, record = createGraph) =>
      gradientsOf(results, leaves, cotangents, { createGraph: record, retainGraph: record }).map(
        (g, i) => g ?? zerosLike(leaves[i]!.detach()),
      ),
    structured: (tensors) => {
      let next = 0;
      return picked.map((tree) => mapTree(tree, () => tensors[next++]));
    },
  };
}

function checkFloats(op: string, i: number, input: unknown): void {
  const leaves = leavesOf(input);
  const other = leaves.find((x) => !isFloat(x.dtype));
  if (leaves.length > 0 && other === undefined) return;
  throw badDType(
    op,
    { [`argument ${i}`]: other?.dtype ?? "missing" },
    "a float tensor",
    "{ argument } to choose others",
  );
}

/** How many functional transforms are running: inside one, gradients record themselves for the outer ones. */
let depth = 0;

/** Runs `f` inside one transform more. */
export function deeper<R>(f: () => R): R {
  depth++;
  try {
    return f();
  } finally {
    depth--;
  }
}

/** Throws unless both trees have equally many tensors, of equal shapes and dtypes in order; returns those of `given`. */
export function leavesLike(op: string, given: unknown, expected: unknown): Tensor[] {
  const [own, like] = [leavesOf(given), leavesOf(expected)];
  if (own.length !== like.length)
    throw badArgument(op, { tensors: own.length }, `the same structure, of ${like.length}`);
  own.forEach((x, i) => {
    checkLike(op, `tensor ${i}`, x, like[i]!); // as many
  });
  return own;
}
