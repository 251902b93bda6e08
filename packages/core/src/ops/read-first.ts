import { collectTensors, scope, unscoped } from "../memory/scope.js";
import type { HostData } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import { data, dataSync } from "./read.js";

/** Tensors of which one must be read before the shape of the result is known. */
export interface Unread {
  readonly wanted: Tensor;
}

/** `use` on what `make` gives and the data of its wanted tensor. What was made outlives the caller's scope until then. */
export async function readFirst<H extends Unread, R>(make: () => H, use: (held: H, values: HostData) => R): Promise<R> {
  const held = unscoped(() => scope(make));
  try {
    const values = await data(held.wanted);
    return scope(() => use(held, values));
  } finally {
    for (const x of collectTensors(held)) x.dispose();
  }
}

/** As `readFirst`, at once. */
export const readFirstSync = <H extends Unread, R>(
  op: string,
  help: string,
  make: () => H,
  use: (held: H, values: HostData) => R,
): R =>
  scope(() => {
    const held = make();
    return use(held, dataSync(held.wanted, op, help));
  });
