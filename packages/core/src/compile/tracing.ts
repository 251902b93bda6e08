import type { Trace } from "./trace.js";

let current: Trace | undefined;

/** The trace in progress, if any. */
export function tracing(): Trace | undefined {
  return current;
}

/** Runs `fn` with `trace` (or none) in progress. */
export function withTrace<R>(trace: Trace | undefined, fn: () => R): R {
  const outer = current;
  current = trace;
  try {
    return fn();
  } finally {
    current = outer;
  }
}
