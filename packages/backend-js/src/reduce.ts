import type { ReduceOp } from "@tenon/core";
import type { Copies } from "./copies.js";
import type { JsHandle } from "./js-handle.js";
import type { FoldKernel, Totals } from "./kernel-types.js";
import type { Memory } from "./memory.js";
import { HIGHEST, LOWEST, type NativeDType } from "./number-array.js";
import { FOLD } from "./tables.js";
import { reshapedStrides } from "./views.js";

/** Columns that are folded side by side: their totals stay in the first cache. */
const COLUMNS = 512;

/** From this many rows on, a column whose elements are adjacent is folded for itself. */
const ROWS = 128;

/** What folding nothing gives. */
export function identityOf(op: ReduceOp, dtype: NativeDType): number {
  return { sum: 0, prod: 1, max: LOWEST[dtype], min: HIGHEST[dtype] }[op];
}

/** One loop of a nest: how far the input and the output move with each step. */
interface Loop {
  readonly size: number;
  readonly x: number;
  readonly o: number;
}

/** The loops over what stays and over what is reduced, outermost first. */
interface Nest {
  readonly kept: Loop[];
  readonly reduced: Loop[];
}

const ONCE: Loop = { size: 1, x: 0, o: 0 };

/**
 * Reductions of every dtype but the 16-bit floats. The order in which elements are added depends on the shape and the axes
 * alone: the innermost reduced axes in blocks (see the generated folds), the outer ones around them.
 */
export function createReduce(memory: Memory, copies: Copies) {
  const floats = [new Float64Array(COLUMNS), new Float64Array(COLUMNS)] as const;
  const integers = [new Int32Array(COLUMNS), new Int32Array(COLUMNS)] as const;

  return function reduce(op: ReduceOp, x: JsHandle, axes: readonly number[]): JsHandle {
    const dtype = x.dtype as NativeDType; // 16-bit floats arrive widened
    const kernel = FOLD[dtype][op];
    const identity = identityOf(op, dtype);
    const shape = x.shape.slice();
    for (const axis of axes) shape[axis] = 1;
    const out = memory.allocate(shape, dtype);
    if (out.size === 0) return out;
    if (out.size === 1 && x.contiguous) {
      out.data[0] = kernel.row(x.data, x.offset, 1, x.size, identity);
    } else if (x.size === 0) {
      out.data.fill(identity);
    } else {
      const nest = x.contiguous && areNeighbours(axes) ? nestOfNeighbours(x, axes) : nestOf(x, axes);
      if (nest !== undefined) fold(kernel, identity, x, nest, out);
      else copies.withContiguous(x, (y) => fold(kernel, identity, y, nestOf(y, axes)!, out)); // contiguous: has one
    }
    return out;
  };

  function fold(kernel: FoldKernel, identity: number, x: JsHandle, { kept, reduced }: Nest, out: JsHandle): void {
    const [totals, blocks] = x.dtype === "float32" || x.dtype === "float64" ? floats : integers;
    const columns = kept.pop() ?? ONCE;
    const rows = reduced.pop() ?? ONCE;
    eachIndex(kept, x.offset, (xi, oi) => {
      for (let j = 0; j < columns.size; j += COLUMNS) {
        const n = Math.min(COLUMNS, columns.size - j);
        totals.fill(identity, 0, n);
        eachIndex(reduced, xi + j * columns.x, (at) => foldColumns(kernel, totals, blocks, x, at, rows, columns.x, n));
        for (let i = 0, q = oi + j * columns.o; i < n; i++, q += columns.o) out.data[q] = totals[i]!;
      }
    });
  }
}

function foldColumns(
  kernel: FoldKernel,
  totals: Totals,
  blocks: Totals,
  x: JsHandle,
  from: number,
  rows: Loop,
  step: number,
  n: number,
): void {
  // both ways add the same elements in the same order
  if (n === 1 || (rows.size >= ROWS && Math.abs(rows.x) < Math.abs(step)))
    for (let j = 0; j < n; j++) totals[j] = kernel.row(x.data, from + j * step, rows.x, rows.size, totals[j]!);
  else kernel.columns(totals, blocks, x.data, from, rows.x, step, rows.size, n);
}

function areNeighbours(axes: readonly number[]): boolean {
  return axes.length > 0 && axes.at(-1)! - axes[0]! === axes.length - 1;
}

/** The loops over a contiguous tensor whose reduced axes lie side by side: the common case, in few steps. */
function nestOfNeighbours({ shape, size }: JsHandle, axes: readonly number[]): Nest {
  let rows = 1;
  for (const axis of axes) rows *= shape[axis]!;
  let inner = 1;
  for (let i = axes.at(-1)! + 1; i < shape.length; i++) inner *= shape[i]!;
  const outer = { size: size / (rows * inner), x: rows * inner, o: inner };
  const reduced = [{ size: rows, x: inner, o: 0 }];
  return inner === 1 ? { kept: [outer], reduced } : { kept: [outer, { size: inner, x: 1, o: 1 }], reduced };
}

/** The loops over any tensor with elements, axes of one kind merged; `undefined` where its strides do not merge so. */
function nestOf(x: JsHandle, axes: readonly number[]): Nest | undefined {
  const groups: { size: number; readonly reduced: boolean }[] = [];
  x.shape.forEach((size, axis) => {
    if (size === 1) return;
    const reduced = axes.includes(axis);
    const last = groups.at(-1);
    if (last?.reduced === reduced) last.size *= size;
    else groups.push({ size, reduced });
  });
  const strides = reshapedStrides(
    x,
    groups.map(({ size }) => size),
  );
  if (strides === undefined) return undefined;
  const kept: Loop[] = [];
  const reduced: Loop[] = [];
  let o = 1;
  for (let i = groups.length - 1; i >= 0; i--) {
    const group = groups[i]!;
    if (group.reduced) {
      reduced.unshift({ size: group.size, x: strides[i]!, o: 0 });
    } else {
      kept.unshift({ size: group.size, x: strides[i]!, o });
      o *= group.size;
    }
  }
  return { kept, reduced };
}

/** Visits every step of a nest of loops, row-major, with how far input and output have come. */
function eachIndex(loops: readonly Loop[], x: number, visit: (x: number, o: number) => void, depth = 0, o = 0): void {
  const loop = loops[depth];
  if (loop === undefined) visit(x, o);
  else for (let i = 0; i < loop.size; i++) eachIndex(loops, x + i * loop.x, visit, depth + 1, o + i * loop.o);
}
