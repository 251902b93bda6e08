import type { Backend, Handle, PrimitiveName } from "@tenon/core";

/** The primitive methods of a backend, on whatever stands for its tensors. */
export type Primitives<T extends Handle> = Pick<Backend<T>, PrimitiveName>;

/**
 * A computation over the seam. It runs on a backend's handles, on the reference and inside a compiled step alike,
 * so it must draw everything from its arguments.
 *
 * @example
 * const program: Program = (ops, [x]) => ops.unary("exp", ops.permute(x!, [1, 0]));
 */
export type Program = <T extends Handle>(ops: Primitives<T>, inputs: readonly T[]) => T | readonly T[];

/** What a program returned, as a list. */
export function outputsOf<T extends Handle>(result: T | readonly T[]): readonly T[] {
  return Array.isArray(result) ? result : [result as T]; // Array.isArray does not narrow a readonly array away
}
