import { isFloat } from "@tenon/core";
import { createReferenceBackend } from "../reference/reference-backend.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import { runFunction } from "../runner/run-function.js";
import type { TensorFunction } from "./function-table.js";

const STEP = 1e-3;
const known = new Map<string, Promise<number>>();

/**
 * The slope of a function with one element along `direction` (one tensor per float input), by the five-point central
 * difference on the reference in float64. Computed once per `key`, for all backends and modes.
 */
export function slopeAlong(
  key: string,
  f: TensorFunction,
  inputs: readonly HostTensor[],
  direction: readonly HostTensor[],
): Promise<number> {
  let slope = known.get(key);
  if (!slope) {
    slope = differences(f, inputs, direction);
    known.set(key, slope);
  }
  return slope;
}

async function differences(
  f: TensorFunction,
  inputs: readonly HostTensor[],
  direction: readonly HostTensor[],
): Promise<number> {
  const backend = createReferenceBackend();
  const at = async (step: number) => {
    const [value] = await runFunction(backend, moved(inputs, direction, step), f);
    return value!.data[0]!;
  };
  const near = (await at(STEP)) - (await at(-STEP));
  const far = (await at(2 * STEP)) - (await at(-2 * STEP));
  return (8 * near - far) / (12 * STEP);
}

/** The inputs in float64, the first of the floats moved along the direction as far as it reaches. */
function moved(inputs: readonly HostTensor[], direction: readonly HostTensor[], step: number): HostTensor[] {
  let next = 0;
  return inputs.map((x) => {
    if (!isFloat(x.dtype)) return x;
    const along = direction[next++];
    return hostTensor(
      x.shape,
      "float64",
      Array.from(x.data, (value, i) => value + step * (along?.data[i] ?? 0)),
    );
  });
}
