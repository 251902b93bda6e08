import type { DType, HostData } from "./seam/dtype.js";
import { isFloat } from "./seam/dtype.js";
import { showShape, sizeOf } from "./shape.js";

/** Tensors with more elements show only the first and last few of each axis. */
const SUMMARIZE_ABOVE = 1000;
const EDGE = 3;
const DIGITS = 4;

/**
 * A tensor as text: nested values in aligned columns, then shape and dtype.
 * `tensor([[1, 2], [3, 4]], [2, 2], float32)`
 */
export function printTensor(shape: readonly number[], dtype: DType, values: HostData | undefined): string {
  if (values === undefined) return `tensor(…, ${showShape(shape)}, ${dtype})`;
  if (sizeOf(shape) === 0) return `tensor([], ${showShape(shape)}, ${dtype})`;
  const summarize = values.length > SUMMARIZE_ABOVE;
  const shown = visible(shape, summarize).map((position) => values[position]!);
  const format = formatter(shown, dtype);
  const width = Math.max(...shown.map((v) => format(v).length));
  const cell = (position: number) => format(values[position]!).padStart(shape.length > 0 ? width : 0);
  return `tensor(${block(shape, 0, 0, summarize, cell, "tensor(".length)}, ${showShape(shape)}, ${dtype})`;
}

/** Row-major positions that are shown. */
function visible(shape: readonly number[], summarize: boolean): number[] {
  return shape.reduce<number[]>(
    (positions, n) => positions.flatMap((p) => indices(n, summarize).map((i) => p * n + i)),
    [0],
  );
}

function indices(n: number, summarize: boolean): number[] {
  const all = Array.from({ length: n }, (_, i) => i);
  return summarize && n > 2 * EDGE ? [...all.slice(0, EDGE), ...all.slice(n - EDGE)] : all;
}

function block(
  shape: readonly number[],
  axis: number,
  start: number,
  summarize: boolean,
  cell: (position: number) => string,
  indent: number,
): string {
  if (axis === shape.length) return cell(start);
  const n = shape[axis]!;
  const parts = indices(n, summarize).map((i) => block(shape, axis + 1, start * n + i, summarize, cell, indent + 1));
  if (summarize && n > 2 * EDGE) parts.splice(EDGE, 0, "…");
  const inner = shape.length - axis - 1;
  const separator = inner === 0 ? ", " : `,${"\n".repeat(inner)}${" ".repeat(indent + 1)}`;
  return `[${parts.join(separator)}]`;
}

/** One notation for all numbers of a tensor: integers, fixed digits, or exponents when magnitudes differ too much. */
function formatter(values: readonly number[], dtype: DType): (value: number) => string {
  if (dtype === "bool") return (v) => (v !== 0 ? "true" : "false");
  if (!isFloat(dtype)) return String;
  const finite = values.filter(Number.isFinite).map(Math.abs);
  const special = (format: (v: number) => string) => (v: number) => (Number.isFinite(v) ? format(v) : String(v));
  const largest = Math.max(0, ...finite);
  if (finite.every(Number.isInteger) && largest < 1e9) return special((v) => (Object.is(v, -0) ? "-0" : String(v)));
  const smallest = Math.min(Number.POSITIVE_INFINITY, ...finite.filter((v) => v > 0));
  if (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1e6) return special((v) => v.toExponential(DIGITS));
  return special((v) => v.toFixed(DIGITS));
}
