import { type Capabilities, isFloat, sameShape, showShape } from "@tenon/core";
import { ulp } from "../reference/elementwise.js";
import type { HostTensor, ReferenceTensor } from "../reference/reference-tensor.js";

/** What a "fast" backend may add to a computed float: it may reassociate and contract. */
const FAST_ULPS = 16;
const FAST_FACTOR = 8;

/**
 * Says where `actual` leaves what `expected` allows, or nothing. NaN equals only NaN, an infinity only itself; zeros of
 * different sign differ unless the reference says otherwise.
 */
export function compareTensors(
  actual: HostTensor,
  expected: ReferenceTensor,
  numerics: Capabilities["numerics"],
): string | undefined {
  const kind = compareKinds(actual, expected);
  if (kind !== undefined) return kind;
  for (let i = 0; i < expected.data.length; i++) {
    const a = actual.data[i]!;
    const e = expected.data[i]!;
    const allowed = allowance(expected, i, numerics);
    if (!agrees(a, e, allowed, expected.anyZero === true || numerics === "fast"))
      return `element ${i} of ${showShape(expected.shape)} ${expected.dtype}: expected ${show(e)}, got ${show(a)}${margin(a, e, allowed)}`;
  }
  return undefined;
}

/** Says where two runs of one program differ in any bit, or nothing. NaN payloads are not compared. */
export function compareBits(actual: HostTensor, expected: HostTensor): string | undefined {
  const kind = compareKinds(actual, expected);
  if (kind !== undefined) return kind;
  for (let i = 0; i < expected.data.length; i++)
    if (!Object.is(actual.data[i], expected.data[i]))
      return `element ${i} of ${showShape(expected.shape)}: ${show(expected.data[i]!)} and ${show(actual.data[i]!)}`;
  return undefined;
}

/** Agreement of one element, with an absolute allowance. */
export function agrees(actual: number, expected: number, allowed: number, anyZero: boolean): boolean {
  if (Object.is(actual, expected)) return true;
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return false;
  if (actual === expected) return anyZero || allowed > 0;
  return Math.abs(actual - expected) <= allowed;
}

function compareKinds(
  actual: HostTensor,
  expected: Pick<ReferenceTensor, "shape" | "dtype" | "data"> | HostTensor,
): string | undefined {
  if (actual.dtype !== expected.dtype) return `expected dtype ${expected.dtype}, got ${actual.dtype}`;
  if (!sameShape(actual.shape, expected.shape))
    return `expected shape ${showShape(expected.shape)}, got ${showShape(actual.shape)}`;
  if (actual.data.length !== expected.data.length)
    return `expected ${expected.data.length} elements, read ${actual.data.length}`;
  return undefined;
}

function allowance(expected: ReferenceTensor, i: number, numerics: Capabilities["numerics"]): number {
  const bound = expected.bound?.[i];
  if (bound === undefined || !isFloat(expected.dtype)) return 0;
  if (numerics === "strict") return bound;
  return FAST_FACTOR * bound + FAST_ULPS * ulp(expected.dtype, expected.data[i]!);
}

function margin(actual: number, expected: number, allowed: number): string {
  const off = Math.abs(actual - expected);
  return allowed > 0 && Number.isFinite(off)
    ? ` (off by ${off.toExponential(2)}, allowed ${allowed.toExponential(2)})`
    : "";
}

function show(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
