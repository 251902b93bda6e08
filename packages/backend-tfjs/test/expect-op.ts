import type { DType } from "@tenon/core";
import { expect } from "vitest";
import type { TfjsHandle } from "../src/handle.js";
import type { TfjsBackend } from "../src/tfjs-backend.js";
import { bufferCount } from "./engines.js";
import { type Naive, toHost } from "./naive.js";

/** An input of a test: elements and their dtype. */
export type Input = readonly [x: Naive, dtype: DType];

/**
 * Uploads the inputs, calls the op and expects shape, dtype and elements; floats to `tolerance` (relative, and absolute
 * below 1). Afterwards inputs must be unchanged and the engine must hold what it held before.
 */
export function expectOp(
  backend: TfjsBackend,
  inputs: readonly Input[],
  call: (...xs: TfjsHandle[]) => TfjsHandle,
  want: Naive,
  dtype: DType,
  tolerance = 1e-6,
): void {
  const buffers = bufferCount(backend);
  const memory = backend.memory();
  const handles = inputs.map(([x, type]) => backend.upload(toHost(x, type), x.shape, type));
  const out = call(...handles);
  const got = backend.readSync(out);
  expect(out.shape).toEqual(want.shape);
  expect(out.dtype).toBe(dtype);
  expect(got.constructor).toBe(toHost(want, dtype).constructor);
  expect(got.length).toBe(want.values.length);
  for (let i = 0; i < got.length; i++)
    if (!isClose(got[i]!, want.values[i]!, dtype === "float32" ? tolerance : 0))
      expect.fail(`element ${i} of [${want.shape}]: ${got[i]}, wanted ${want.values[i]}`);
  inputs.forEach(([x, type], i) => {
    expect(backend.readSync(handles[i]!)).toEqual(toHost(x, type));
  });
  for (const handle of [...handles, out]) backend.dispose(handle);
  expect(backend.memory()).toEqual(memory);
  expect(bufferCount(backend)).toBe(buffers);
}

function isClose(got: number, want: number, tolerance: number): boolean {
  const wanted = tolerance === 0 ? want : Math.fround(want);
  if (got === wanted || (Number.isNaN(got) && Number.isNaN(wanted))) return true;
  return Number.isFinite(got) && Math.abs(got - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
}
