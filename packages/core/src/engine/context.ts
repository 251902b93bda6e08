import { refusal } from "../checks.js";
import { TenonError } from "../errors.js";
import type { Backend } from "../seam/backend.js";

let ambient: Backend | undefined;
let recording = true;

/**
 * Sets the backend on which creation functions place tensors that name none.
 *
 * @example
 * setBackend(createJsBackend());
 */
export function setBackend(backend: Backend | undefined): void {
  ambient = backend;
}

/** The backend of the innermost `withBackend`, or else of `setBackend`. Throws `backend_missing` when there is none. */
export function getBackend(): Backend {
  if (ambient === undefined)
    throw new TenonError(
      "backend_missing",
      "no backend was chosen",
      "setBackend(createJsBackend()) from @tenon/backend-js, or pass { backend }",
    );
  return ambient;
}

/** The chosen backend, or undefined. */
export function ambientBackend(): Backend | undefined {
  return ambient;
}

/**
 * Runs `fn` with `backend` in place of the chosen one. A decorated backend also sees the ops on tensors that were made on
 * the backend inside it.
 *
 * @example
 * const profiled = profile(getBackend());
 * withBackend(profiled, () => model.call(x));
 */
export function withBackend<R>(backend: Backend, fn: () => R): R {
  const outer = ambient;
  ambient = backend;
  try {
    return fn();
  } finally {
    ambient = outer;
  }
}

/** True while ops record what gradients need. */
export function isRecording(): boolean {
  return recording;
}

/**
 * Runs `fn` without recording for gradients: its results do not require them.
 *
 * @example
 * const accuracy = noGrad(() => model.call(x).argMax({ axis: -1 }).equal(y));
 */
export function noGrad<R>(fn: () => R): R {
  return withRecording(false, fn);
}

/**
 * Runs `fn` with recording on, inside `noGrad` too.
 * @example
 * const x = tensor([3], { requiresGrad: true });
 * noGrad(() => enableGrad(() => x.mul(2).requiresGrad)); // true
 */
export function enableGrad<R>(fn: () => R): R {
  return withRecording(true, fn);
}

export function withRecording<R>(on: boolean, fn: () => R): R {
  const outer = recording;
  recording = on;
  try {
    return fn();
  } finally {
    recording = outer;
  }
}

/** The engine under all decorators. */
export function engineOf(backend: Backend): Backend {
  let inner = backend;
  while (inner.decorates !== undefined) inner = inner.decorates;
  return inner;
}

/** Of two backends over one engine, the one with more decorators around it; throws when the engines differ. */
export function meet(a: Backend, b: Backend, op: string): Backend {
  if (a === b) return a;
  if (engineOf(a) !== engineOf(b))
    throw refusal("backend_mismatch", op, { a: a.name, b: b.name }, "tensors of one backend", "x.to(backend)");
  return depth(b) > depth(a) ? b : a;
}

/** The ambient decorator over `backend`'s engine if there is one, else `backend`. */
export function underAmbient(backend: Backend, op: string): Backend {
  if (ambient === undefined || ambient === backend) return backend;
  return engineOf(ambient) === engineOf(backend) ? meet(ambient, backend, op) : backend;
}

function depth(backend: Backend): number {
  let n = 0;
  for (let b = backend.decorates; b !== undefined; b = b.decorates) n++;
  return n;
}
