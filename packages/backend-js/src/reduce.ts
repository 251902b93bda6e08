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

/** Neighbouring axes that are all kept or all reduced, as one. */
interface Group {
  size: number;
  readonly reduced: boolean;
}

/** One nest of loops over groups: how far the input and the output move. */
interface Loop {
  readonly size: number;
  readonly x: number;
  readonly o: number;
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
    const shape = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
    const out = memory.allocate(shape, dtype);
    if (out.size === 0) return out;
    if (out.size === 1 && x.contiguous) {
      out.data[0] = kernel.row(x.data, x.offset, 1, x.size, identity);
      return out;
    }
    if (x.size === 0) {
      out.data.fill(identity);
      return out;
    }
    const groups = groupAxes(x.shape, axes);
    const sizes = groups.map((group) => group.size);
    const strides = reshapedStrides(x, sizes);
    if (strides === undefined) {
      copies.withContiguous(x, (y) => fold(kernel, identity, y, groups, reshapedStrides(y, sizes)!, out)); // contiguous
    } else {
      fold(kernel, identity, x, groups, strides, out);
    }
    return out;
  };

  function fold(
    kernel: FoldKernel,
    identity: number,
    x: JsHandle,
    groups: readonly Group[],
    strides: readonly number[],
    out: JsHandle,
  ): void {
    const [totals, blocks] = x.dtype === "float32" || x.dtype === "float64" ? floats : integers;
    const { kept, reduced } = loopsOver(groups, strides);
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

function groupAxes(shape: readonly number[], axes: readonly number[]): Group[] {
  const groups: Group[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const reduced = axes.includes(axis);
    const last = groups.at(-1);
    if (last?.reduced === reduced) last.size *= size;
    else groups.push({ size, reduced });
  });
  return groups;
}

function loopsOver(groups: readonly Group[], strides: readonly number[]) {
  const kept: Loop[] = [];
  const reduced: Loop[] = [];
  let o = 1;
  for (let i = groups.length - 1; i >= 0; i--) {
    const group = groups[i]!;
    const x = strides[i]!;
    if (group.reduced) {
      reduced.unshift({ size: group.size, x, o: 0 });
    } else {
      kept.unshift({ size: group.size, x, o });
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
