import { badShape, unreadable } from "../checks.js";
import { readInTrace } from "../compile/trace.js";
import { tracing } from "../compile/tracing.js";
import type { HostData } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";

/** Numbers or booleans in arrays in arrays, as deep as the rank. */
export type Nested = number | boolean | Nested[];

/** The elements, row-major, in a typed array of one's own. */
export async function data(x: Tensor): Promise<HostData> {
  const [values] = await x.backend.read([x.storage.handle]);
  return values!;
}

/** As `data`, at once, for `op`; throws `sync_read_unavailable` on a backend that answers later. */
export function dataSync(x: Tensor, op = "dataSync", help = "await x.data(), x.item() or x.toArray()"): HostData {
  const { backend } = x;
  if (backend.readSync === undefined && tracing()?.backend === backend) throw readInTrace();
  if (backend.readSync === undefined) throw unreadable(op, backend.name, help);
  return backend.readSync(x.storage.handle);
}

/** The value of the only element. */
export function only(x: Tensor, values: HostData): number {
  if (values.length !== 1) throw badShape("item", { x }, "a single element", "x.data() for all elements");
  return values[0]!;
}

/** Values nested as the shape says; bools as booleans. */
export function nest(x: Tensor, values: HostData): Nested {
  let position = 0;
  const build = (axis: number): Nested => {
    if (axis === x.rank) {
      const value = values[position++]!;
      return x.dtype === "bool" ? value !== 0 : value;
    }
    return Array.from({ length: x.shape[axis]! }, () => build(axis + 1));
  };
  return build(0);
}
