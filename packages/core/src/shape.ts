import { badArgument } from "./checks.js";

/** Number of elements of a shape; 1 for rank 0. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i]!;
  return size;
}

/** Whether two shapes have the same sizes in the same order. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** `[2, 3]`, as error messages and prints show a shape. */
export function showShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** NumPy's broadcasting: axes align at the end; a size of 1 stretches. `undefined` when the shapes do not fit. */
export function broadcastShapes(a: readonly number[], b: readonly number[]): readonly number[] | undefined {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const m = a[a.length - i] ?? 1;
    const n = b[b.length - i] ?? 1;
    if (m !== n && m !== 1 && n !== 1) return undefined;
    out[rank - i] = m === 1 ? n : m;
  }
  return out;
}

/** Whether `from` broadcasts to exactly `to`. */
export function stretches(from: readonly number[], to: readonly number[]): boolean {
  const joint = broadcastShapes(from, to);
  return joint !== undefined && sameShape(joint, to);
}

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}

/** An axis in 0 … rank − 1; negative ones count from the end. */
export function normalizeAxis(op: string, axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank)
    throw badArgument(op, { axis, rank }, rank === 0 ? "rank 1 or more" : `an axis from ${-rank} to ${rank - 1}`);
  return normal;
}

/** Ascending axes without repeats; `undefined` means all. */
export function normalizeAxes(op: string, axes: number | readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = (typeof axes === "number" ? [axes] : axes).map((axis) => normalizeAxis(op, axis, rank));
  list.sort((a, b) => a - b);
  for (let i = 1; i < list.length; i++) if (list[i] === list[i - 1]) throw badArgument(op, { axes }, "no axis twice");
  return list;
}

/** The axes that are not among `axes`, ascending. */
export const otherAxes = (rank: number, axes: readonly number[]): number[] =>
  Array.from({ length: rank }, (_, i) => i).filter((i) => !axes.includes(i));

/** Throws unless every size is an integer ≥ 0. */
export function checkShape(op: string, shape: readonly number[]): void {
  for (const size of shape) if (!Number.isInteger(size) || size < 0) throw badArgument(op, { shape }, "integers ≥ 0");
}
