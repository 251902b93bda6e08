import { sizeOf } from "@tenon/core";

/** Calls `visit` with every index tuple of `shape` in row-major order. The tuple is reused between calls. */
export function forEachIndex(shape: readonly number[], visit: (index: number[], flat: number) => void): void {
  const size = sizeOf(shape);
  const index = shape.map(() => 0);
  for (let flat = 0; flat < size; flat++) {
    visit(index, flat);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

/** The row-major position of `index` in `shape`. */
export function flatIndex(shape: readonly number[], index: readonly number[]): number {
  let flat = 0;
  for (let axis = 0; axis < shape.length; axis++) flat = flat * shape[axis]! + index[axis]!;
  return flat;
}

/** The position in `shape` that broadcasting reads for `index` of the result: aligned at the end, size 1 stretched. */
export function broadcastIndex(shape: readonly number[], index: readonly number[]): number {
  const skipped = index.length - shape.length;
  return flatIndex(
    shape,
    shape.map((size, axis) => (size === 1 ? 0 : index[axis + skipped]!)),
  );
}

/** `list` with `value` in place of entry `position`. */
export function replaceAt(list: readonly number[], position: number, ...values: readonly number[]): number[] {
  return [...list.slice(0, position), ...values, ...list.slice(position + 1)];
}
