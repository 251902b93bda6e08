import { TenonError } from "@tenon/core";

/** What a kernel threw, as an error of Tenon. */
export function failure(engine: string, kernel: string, cause: unknown): TenonError {
  if (cause instanceof TenonError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof RangeError && /alloc|array (buffer )?length/i.test(reason))
    return outOfMemory(engine, `${kernel} (${reason})`);
  return new TenonError(
    "backend_failed",
    `tfjs: the kernel ${kernel} of the engine "${engine}" threw (${reason})`,
    "the call with smaller tensors; if tfjs's backend was removed or reset, create the Tenon backend again",
    { engine, kernel, cause },
  );
}

/** Names the remedy that is at hand. */
export function outOfMemory(engine: string, what: string): TenonError {
  return new TenonError(
    "out_of_memory",
    `tfjs: the engine "${engine}" has no memory left for ${what}`,
    "scope(fn) around each step, or smaller batches",
    { engine },
  );
}

/** A custom bundle of an engine may lack kernels. */
export function missingKernel(engine: string, kernel: string): TenonError {
  return new TenonError(
    "backend_failed",
    `tfjs: the engine "${engine}" has no kernel ${kernel}`,
    `the complete @tensorflow/tfjs-backend-${engine} package, not a custom bundle without ${kernel}`,
    { engine, kernel },
  );
}
