import { sameShape, sizeOf, stridesOf } from "@tenon/core";
import { collapse } from "../kernels/collapse.js";

/** Where the elements of a tensor lie inside a block of memory: element `i` at `offset + Σ strides[k]·i[k]`. */
export interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Row-major from the start of the block. */
export function rowMajor(shape: readonly number[]): Layout {
  return { shape, strides: stridesOf(shape), offset: 0 };
}

/** `shape` without its axes of size 1. */
export function squeeze(shape: readonly number[]): readonly number[] {
  return shape.includes(1) ? shape.filter((size) => size !== 1) : shape;
}

/** True when the elements follow one another in row-major order; axes of size 1 have no say. */
export function isDense({ shape, strides }: Layout): boolean {
  let expected = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] === 0) return true;
    if (shape[i] !== 1 && strides[i] !== expected) return false;
    expected *= shape[i]!;
  }
  return true;
}

/** The same elements under another shape, or `undefined` when strides cannot express it. */
export function reshapeLayout(layout: Layout, shape: readonly number[]): Layout | undefined {
  if (sameShape(layout.shape, shape)) return layout;
  if (isDense(layout)) return { shape, strides: stridesOf(shape), offset: layout.offset };
  const from = collapse(layout.shape, [layout.strides]);
  const strides = new Array<number>(shape.length).fill(0);
  let axis = from.shape.length - 1;
  let left = axis < 0 ? 1 : from.shape[axis]!;
  let step = axis < 0 ? 0 : from.strides[0]![axis]!;
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = shape[i]!;
    if (size === 1) continue;
    while (left === 1 && axis > 0) {
      axis--;
      left = from.shape[axis]!;
      step = from.strides[0]![axis]!;
    }
    if (left % size !== 0) return undefined;
    strides[i] = step;
    step *= size;
    left /= size;
  }
  return { shape, strides, offset: layout.offset };
}

/** Axis i of the result is axis `axes[i]`. */
export function permuteLayout({ shape, strides, offset }: Layout, axes: readonly number[]): Layout {
  return { shape: axes.map((a) => shape[a]!), strides: axes.map((a) => strides[a]!), offset };
}

/** Axes align at the end; stretched ones get stride 0. */
export function broadcastLayout({ shape, strides, offset }: Layout, to: readonly number[]): Layout {
  const lead = to.length - shape.length;
  const stretched = to.map((size, i) => (i < lead || (shape[i - lead] === 1 && size !== 1) ? 0 : strides[i - lead]!));
  return { shape: to, strides: stretched, offset };
}

export function flipLayout({ shape, strides, offset }: Layout, axes: readonly number[]): Layout {
  const flipped = [...strides];
  let start = offset;
  for (const a of axes) {
    start += Math.max(0, shape[a]! - 1) * strides[a]!;
    flipped[a] = -strides[a]!;
  }
  return { shape, strides: flipped, offset: start };
}

export function sliceLayout(
  { strides, offset }: Layout,
  start: readonly number[],
  size: readonly number[],
  step: readonly number[],
): Layout {
  return {
    shape: size,
    strides: strides.map((s, i) => s * step[i]!),
    offset: strides.reduce((sum, s, i) => sum + s * start[i]!, offset),
  };
}

/** Windows of `axis` as a new last axis. */
export function windowsLayout(
  { shape, strides, offset }: Layout,
  axis: number,
  size: number,
  stride: number,
  dilation: number,
): Layout {
  const count = Math.max(0, Math.floor((shape[axis]! - dilation * (size - 1) - 1) / stride) + 1);
  return {
    shape: [...shape.with(axis, count), size],
    strides: [...strides.with(axis, strides[axis]! * stride), strides[axis]! * dilation],
    offset,
  };
}

/**
 * The coarsest shape of which both are row-major regroupings, `[6, 4]` and `[24]` giving `[6, 4]`; `undefined` when there
 * is none, as for `[6, 4]` and `[4, 6]`.
 */
export function commonRefinement(a: readonly number[], b: readonly number[]): readonly number[] | undefined {
  if (sameShape(a, b)) return a;
  if (sizeOf(a) === 0) return undefined;
  const shape: number[] = [];
  let i = a.length - 1;
  let j = b.length - 1;
  let m = 1;
  let n = 1;
  while (i >= 0 || j >= 0 || m > 1 || n > 1) {
    while (m === 1 && i >= 0) m = a[i--]!;
    while (n === 1 && j >= 0) n = b[j--]!;
    if (m === 1 && n === 1) break;
    const part = Math.min(m, n);
    if (part <= 1 || m % part !== 0 || n % part !== 0) return undefined;
    shape.unshift(part);
    m /= part;
    n /= part;
  }
  return shape;
}

/** `layout` with its axes split so that its shape becomes `shape`, a refinement of it. Always possible. */
export function refineLayout(layout: Layout, shape: readonly number[]): Layout {
  if (sameShape(layout.shape, shape)) return layout;
  const strides = new Array<number>(shape.length).fill(0);
  let axis = layout.shape.length;
  let left = 1;
  let step = 0;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] === 1) continue;
    while (left === 1) {
      axis--;
      left = layout.shape[axis]!;
      step = layout.strides[axis]!;
    }
    strides[i] = step;
    step *= shape[i]!;
    left /= shape[i]!;
  }
  return { shape, strides, offset: layout.offset };
}
