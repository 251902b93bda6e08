import { TenonError } from "../errors.js";
import type { Tensor } from "../tensor.js";

/** Tensors born since each open scope began, innermost last; undefined where births are not noted. */
const scopes: (Tensor[] | undefined)[] = [];

/** Notes a newborn tensor for the innermost scope. */
export function noteBirth(tensor: Tensor): void {
  if (scopes.length > 0) scopes[scopes.length - 1]?.push(tensor);
}

/** Runs `fn`, whose tensors belong to no scope: whoever made them disposes them. */
export function unscoped<R>(fn: () => R): R {
  scopes.push(undefined);
  try {
    return fn();
  } finally {
    scopes.pop();
  }
}

/**
 * Runs `fn` and disposes every tensor born inside, except those in its result and what their autograd graphs saved.
 *
 * Variables own their values, so assigning one inside a scope is safe. The result may nest tensors in arrays and plain
 * objects; they then belong to the enclosing scope, if there is one.
 *
 * @throws TenonError `async_scope` when `fn` returns a promise: tensors born after an await would be missed.
 * @example
 * const y = scope(() => {
 *   const squared = x.mul(x); // disposed at the end
 *   return squared.sum(); // survives
 * });
 */
export function scope<R>(fn: () => R): R {
  const born: Tensor[] = [];
  scopes.push(born);
  let survivors: Set<Tensor> | undefined;
  let result: R;
  try {
    result = fn();
    refusePromise(result, "scope");
    survivors = collectTensors(result);
  } finally {
    scopes.pop();
    const outer = scopes[scopes.length - 1];
    for (const tensor of born)
      if (survivors?.has(tensor)) outer?.push(tensor);
      else tensor.dispose();
  }
  return result;
}

/**
 * Takes a tensor out of all open scopes, so that only `dispose` (or the garbage collector) frees it. Returns it.
 *
 * @example
 * scope(() => history.push(keep(loss.detach())));
 */
export function keep(tensor: Tensor): Tensor {
  for (const born of scopes) {
    const i = born?.lastIndexOf(tensor) ?? -1;
    if (i >= 0) born?.splice(i, 1);
  }
  return tensor;
}

/** All tensors in nested arrays and plain objects. */
export function collectTensors(tree: unknown, into: Set<Tensor> = new Set()): Set<Tensor> {
  if (isTensor(tree)) into.add(tree);
  else if (Array.isArray(tree)) for (const item of tree) collectTensors(item, into);
  else if (isPlainObject(tree)) for (const item of Object.values(tree)) collectTensors(item, into);
  return into;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const tensorBrand = Symbol.for("tenon.tensor");

/** True for a Tensor, of this copy of the package or another. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === "object" && value !== null && tensorBrand in value;
}

/** Throws when a function that must be synchronous returned a promise. */
export function refusePromise(value: unknown, op: string): void {
  if (typeof value !== "object" || value === null || !("then" in value) || typeof value.then !== "function") return;
  Promise.resolve(value).catch(() => {}); // whatever becomes of it, the error below is what the caller hears
  throw new TenonError(
    "async_scope",
    `${op}: the function returned a promise`,
    "await data() of what it returns outside",
  );
}
