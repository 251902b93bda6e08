import type { Copies } from "../copies.js";
import type { JsHandle } from "../js-handle.js";

/** Calls `use` with all `inputs` row-major; copies live as long as the call. */
export function withAllContiguous<R>(
  copies: Copies,
  inputs: readonly JsHandle[],
  use: (inputs: readonly JsHandle[]) => R,
  done: readonly JsHandle[] = [],
): R {
  const next = inputs[done.length];
  if (next === undefined) return use(done);
  return copies.withContiguous(next, (x) => withAllContiguous(copies, inputs, use, [...done, x]));
}
