import { refusePromise, unscoped } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import type { Variable } from "./variable.js";

/** What stands in for Variables: `undefined` for one that keeps its value and only does not let assignments through. */
export type Overrides = ReadonlyMap<Variable, Tensor | undefined>;

interface Level {
  readonly values: Overrides;
  /** What was assigned inside; owned here. */
  readonly written: Map<Variable, Tensor>;
  readonly outer: Level | undefined;
}

let innermost: Level | undefined;

/** The stand-ins in force, for what runs again later; undefined when there are none. */
export function overrides(): Overrides | undefined {
  if (innermost === undefined) return undefined;
  const all = new Map<Variable, Tensor | undefined>();
  for (let level: Level | undefined = innermost; level !== undefined; level = level.outer)
    for (const [variable, value] of level.values) if (all.get(variable) === undefined) all.set(variable, value);
  return all;
}

/** The tensor that stands in for what a Variable holds. */
export function overrideOf(variable: Variable): Tensor | undefined {
  for (let level = innermost; level !== undefined; level = level.outer) {
    const value = level.written.get(variable) ?? level.values.get(variable);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Keeps an assignment from the Variable itself, if it is overridden. */
export function divertWrite(variable: Variable, value: Tensor): boolean {
  for (let level = innermost; level !== undefined; level = level.outer)
    if (level.values.has(variable)) {
      level.written.get(variable)?.dispose();
      level.written.set(
        variable,
        unscoped(() => value.alias()),
      );
      return true;
    }
  return false;
}

/**
 * Runs `fn` with tensors in place of what Variables hold: each read gives the tensor, with its graph, and each assignment stays
 * inside. A Variable that stands for `undefined` keeps its value and is assigned inside only. `written` is what was
 * assigned.
 *
 * @throws TenonError `shape_mismatch` or `dtype_mismatch` for a tensor unlike what the Variable was made with, `async_scope`
 * when `fn` returns a promise.
 * @example
 * const w = new Parameter(tensor([2]));
 * const { result } = withValues(new Map([[w, tensor([5])]]), () => w.value.mul(2)); // [10]
 */
export function withValues<R>(
  values: ReadonlyMap<Variable, TensorLike | undefined>,
  fn: () => R,
): { result: R; written: [Variable, Tensor][] } {
  const tensors = new Map([...values].map(([variable, x]) => [variable, x && asTensor(x, "withValues")]));
  for (const [variable, x] of tensors) if (x !== undefined) variable.checkLike("withValues", x);
  const written = new Map<Variable, Tensor>();
  const outer = innermost;
  innermost = { values: tensors, written, outer };
  try {
    const result = fn();
    refusePromise(result, "withValues");
    return { result, written: [...written].map(([variable, x]) => [variable, x.alias()]) };
  } finally {
    innermost = outer;
    for (const x of written.values()) x.dispose();
  }
}
