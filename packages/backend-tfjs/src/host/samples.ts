import { hostArray } from "@tenon/core";
import type { Engine } from "../engine.js";
import type { TfjsDType, TfjsHandle, TfjsValues } from "../handle.js";

const HARD: Readonly<Record<TfjsDType, readonly number[]>> = {
  float32: [
    NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    3,
    -3,
    1e-20,
    -1e-20,
    1e-7,
    -1e-7,
    1e-4,
    0.1,
    0.99,
    Math.PI / 2,
    7.5 * Math.PI,
    100.5,
    -100.5,
    1e4,
    1e8,
    -1e8,
    1e30,
  ],
  int32: [0, 1, -1, 3, -3, 7, 46341, 16777217, 123456789, 987654321, 2147483647, -2147483648],
  bool: [0, 1],
};

/** Values on which kernels go wrong: NaN, infinities, signed zeros, ties, overflow, tiny and huge arguments. */
export function samples(dtype: TfjsDType): TfjsValues {
  const out = hostArray(dtype, HARD[dtype].length);
  out.set(HARD[dtype]);
  return out;
}

/** Every hard value against every other, as two arrays of equal length. */
export function pairs(dtype: TfjsDType): readonly [TfjsValues, TfjsValues] {
  const values = samples(dtype);
  const n = values.length;
  const left = hostArray(dtype, n * n);
  const right = hostArray(dtype, n * n);
  for (let i = 0; i < n * n; i++) {
    left[i] = values[Math.floor(i / n)]!;
    right[i] = values[i % n]!;
  }
  return [left, right];
}

/**
 * True when the tensor that `run` makes equals `want`: integers exactly, floats to 1e-6, NaN, ∞ and, unless `anyZero`,
 * the sign of zero in place.
 */
export function agree(engine: Engine, want: TfjsValues, run: () => TfjsHandle, anyZero = false): boolean {
  let got: TfjsValues;
  try {
    got = engine.evaluate(run);
  } catch {
    return false; // the kernel does not take this dtype
  }
  const tolerance = want instanceof Float32Array ? 1e-6 : 0;
  const fits = got.constructor === want.constructor && got.length === want.length;
  return fits && got.every((x, i) => isClose(x, want[i]!, tolerance, anyZero));
}

function isClose(got: number, want: number, tolerance: number, anyZero: boolean): boolean {
  if (got === want) return anyZero || got !== 0 || 1 / got === 1 / want;
  if (Number.isNaN(got) && Number.isNaN(want)) return true;
  return tolerance > 0 && Math.abs(got - want) <= tolerance * Math.abs(want) + 1e-44 && Number.isFinite(got);
}
