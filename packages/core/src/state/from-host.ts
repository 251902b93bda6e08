import { tracing } from "../compile/tracing.js";
import { getBackend } from "../engine/context.js";
import { full } from "../ops/create.js";
import type { Backend } from "../seam/backend.js";
import type { DType } from "../seam/dtype.js";
import { Tensor } from "../tensor.js";

/**
 * A number from the host that may differ from step to step: a learning rate, a bias correction, a temperature.
 * Eager code evaluates it now; a compiled step evaluates it before each run, in float64, so nothing recompiles.
 *
 * Shape []: rank 0.
 *
 * @example
 * const rate = fromHost(() => schedule(epoch));
 */
export function fromHost(
  read: () => number,
  { dtype = "float32", backend }: { readonly dtype?: DType; readonly backend?: Backend } = {},
): Tensor {
  const trace = tracing();
  if (trace !== undefined) return new Tensor(trace.host(read, dtype));
  return full([], read(), { dtype, backend: backend ?? getBackend() });
}
