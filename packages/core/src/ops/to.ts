import { engineOf } from "../engine/context.js";
import { Storage } from "../engine/storage.js";
import { withVjp } from "../engine/with-vjp.js";
import type { Backend } from "../seam/backend.js";
import { Tensor } from "../tensor.js";
import { checkHolds } from "./cast.js";
import { dataSync } from "./read.js";

/** The tensor on another backend; gradients flow back. On an engine it is on already it shares the storage. */
export function moveTo(x: Tensor, backend: Backend): Tensor {
  if (engineOf(x.backend) === engineOf(backend)) return x.alias();
  checkHolds("to", backend, x.dtype);
  const source = x.backend;
  const copy = () => {
    const storage = new Storage(backend.upload(dataSync(x), x.shape, x.dtype), backend);
    if (x.storage.bounds !== undefined) storage.bounds = x.storage.bounds;
    return [new Tensor(storage)];
  };
  return withVjp("to", [x], copy, { of: ([g]) => [g && moveTo(g, source)] })[0]!;
}
