import { sameShape } from "@tenon/core";

/** The shape without its leading ones: as many engines broadcast fastest. */
export function stripOnes(shape: readonly number[]): readonly number[] {
  if (shape[0] !== 1) return shape;
  let first = 1;
  while (shape[first] === 1) first++;
  return shape.slice(first);
}

/** True when `shape` equals the last axes of `whole`, so that it broadcasts by plain repetition. */
export function isSuffix(shape: readonly number[], whole: readonly number[]): boolean {
  const offset = whole.length - shape.length;
  if (offset < 0) return false;
  for (let i = 0; i < shape.length; i++) if (shape[i] !== whole[offset + i]) return false;
  return true;
}

/** The product of the sizes from axis `from` up to, but not including, axis `to`. */
export function sizeBetween(shape: readonly number[], from: number, to: number): number {
  let size = 1;
  for (let i = from; i < to; i++) size *= shape[i]!;
  return size;
}

/** A shape with neighbouring axes of one kind merged and axes of size 1 dropped. */
export interface Merged {
  readonly shape: number[];
  /** The axes of the merged shape for which the mark holds. */
  readonly marked: number[];
}

/** Merges neighbouring axes that are all marked or all unmarked: fewer axes make kernels faster and lower their rank. */
export function mergeAxes(shape: readonly number[], isMarked: (axis: number) => boolean): Merged {
  const sizes: number[] = [];
  const marks: boolean[] = [];
  for (let i = 0; i < shape.length; i++) {
    if (shape[i] === 1) continue;
    const mark = isMarked(i);
    if (marks.length > 0 && marks[marks.length - 1] === mark) sizes[sizes.length - 1]! *= shape[i]!;
    else {
      sizes.push(shape[i]!);
      marks.push(mark);
    }
  }
  const marked: number[] = [];
  for (let i = 0; i < marks.length; i++) if (marks[i]) marked.push(i);
  return { shape: sizes, marked };
}

/** Merges axes that a permutation keeps together and drops axes of size 1; `axes` is then the shorter permutation. */
export function mergePermutation(
  shape: readonly number[],
  axes: readonly number[],
): { shape: number[]; axes: number[] } {
  const runs: number[][] = [];
  for (const axis of axes) {
    if (shape[axis] === 1) continue;
    const run = runs[runs.length - 1];
    if (run && onlyOnesBetween(shape, run[run.length - 1]!, axis)) run.push(axis);
    else runs.push([axis]);
  }
  const byInput = runs.map((_, i) => i).sort((a, b) => runs[a]![0]! - runs[b]![0]!);
  const place = new Array<number>(runs.length);
  byInput.forEach((run, i) => {
    place[run] = i;
  });
  return {
    shape: byInput.map((run) => runs[run]!.reduce((size, axis) => size * shape[axis]!, 1)),
    axes: place,
  };
}

function onlyOnesBetween(shape: readonly number[], before: number, after: number): boolean {
  if (after <= before) return false;
  for (let i = before + 1; i < after; i++) if (shape[i] !== 1) return false;
  return true;
}

/** The shape of a reduction that keeps its axes with size 1. */
export function reducedShape(shape: readonly number[], axes: readonly number[]): readonly number[] {
  const out = shape.slice();
  for (const axis of axes) out[axis] = 1;
  return sameShape(out, shape) ? shape : out;
}
