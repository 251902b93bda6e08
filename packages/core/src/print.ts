import type { DType, HostData } from "./seam/dtype.js";
import { isFloat } from "./seam/dtype.js";
import { showShape } from "./shape.js";

/** Tensors with more elements show only the first and last few of each axis. */
const SUMMARIZE_ABOVE = 1000;
const EDGE = 3;
const DIGITS = 4;

/**
 * A tensor as text: nested values in aligned columns, then shape and dtype.
 * `tensor([[1, 2], [3, 4]], [2, 2], float32)`
 */
export function printTensor(shape: readonly number[], dtype: DType, values: HostData | undefined): string {
  const framed = (text: string) => `tensor(${text}, ${showShape(shape)}, ${dtype})`;
  if (values === undefined) return framed("…");
  if (values.length === 0) return framed("[]");
  const isLong = values.length > SUMMARIZE_ABOVE;
  const visible = (n: number) =>
    Array.from({ length: n }, (_, i) => i).filter((i) => !isLong || i < EDGE || i >= n - EDGE);
  const positions = shape.reduce((all, n) => all.flatMap((p) => visible(n).map((i) => p * n + i)), [0]); // row-major
  const shown = positions.map((position) => values[position]!);
  const format = formatter(shown, dtype);
  const width = shape.length > 0 ? Math.max(...shown.map((v) => format(v).length)) : 0;
  const block = (axis: number, start: number): string => {
    if (axis === shape.length) return format(values[start]!).padStart(width);
    const n = shape[axis]!;
    const parts = visible(n).map((i) => block(axis + 1, start * n + i));
    if (parts.length < n) parts.splice(EDGE, 0, "…");
    const inner = shape.length - axis - 1;
    const indent = "tensor([".length + axis;
    return `[${parts.join(inner === 0 ? ", " : `,${"\n".repeat(inner)}${" ".repeat(indent)}`)}]`;
  };
  return framed(block(0, 0));
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
