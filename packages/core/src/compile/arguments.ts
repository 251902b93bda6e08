import { isPlainObject, isTensor } from "../memory/scope.js";
import type { Backend } from "../seam/backend.js";
import type { Tensor } from "../tensor.js";

/** The tensors in nested arrays and plain objects, in order of appearance. */
export function tensorsIn(tree: unknown): Tensor[] {
  const found: Tensor[] = [];
  mapTensors(tree, (x) => {
    found.push(x);
    return x;
  });
  return found;
}

/** A copy of the tree with each tensor replaced; anything else stays. */
export function mapTensors(tree: unknown, replace: (x: Tensor) => unknown): unknown {
  if (isTensor(tree)) return replace(tree);
  if (Array.isArray(tree)) return tree.map((item: unknown) => mapTensors(item, replace));
  if (!isPlainObject(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([name, item]) => [name, mapTensors(item, replace)]));
}

/** Equal keys: equal structure, shapes, dtypes and non-tensor values; objects such as models count by identity. */
export function keyOf(tree: unknown, backend: Backend): string {
  return `${identity(backend)} ${describe(tree)}`;
}

function describe(tree: unknown): string {
  if (isTensor(tree)) return `${tree.dtype}[${tree.shape}]${tree.requiresGrad ? "g" : ""}`;
  if (Array.isArray(tree)) return `[${tree.map(describe).join()}]`;
  if (isPlainObject(tree))
    return `{${Object.entries(tree)
      .map(([name, item]) => `${JSON.stringify(name)}:${describe(item)}`)
      .join()}}`;
  if ((typeof tree === "object" && tree !== null) || typeof tree === "function") return `#${identity(tree)}`;
  if (typeof tree === "string") return JSON.stringify(tree);
  return Object.is(tree, -0) ? "-0" : `${typeof tree} ${String(tree)}`;
}

const identities = new WeakMap<object, number>();
let count = 0;

function identity(object: object): number {
  let id = identities.get(object);
  if (id === undefined) {
    id = count++;
    identities.set(object, id);
  }
  return id;
}
