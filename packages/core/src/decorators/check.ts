import { unreadable } from "../checks.js";
import { TenonError } from "../errors.js";
import type { Backend, Handle } from "../seam/backend.js";
import { isFloat } from "../seam/dtype.js";
import { showShape } from "../shape.js";
import { decorate } from "./decorate.js";

export interface CheckOptions {
  /** Throw at the first NaN that no input had; default true. */
  readonly nan?: boolean;
  /** Throw at the first infinity that no input had; default true. */
  readonly infinity?: boolean;
}

/** A backend that watches values and lifetimes. */
export interface CheckedBackend extends Backend {
  /** Tensors that were made here and not disposed: the op that made each. */
  leaks(): { readonly op: string; readonly shape: readonly number[] }[];
}

/**
 * A backend that reads every float result of `inner` and throws at the op that made the first NaN or infinity; it also knows
 * which op made each tensor that is still alive. Compiled steps run op by op. Slow, for debugging.
 *
 * @throws TenonError `not_finite` with the op's name; `sync_read_unavailable` on a backend that answers later.
 * @example
 * setBackend(check(createJsBackend()));
 */
export function check(inner: Backend, { nan = true, infinity = true }: CheckOptions = {}): CheckedBackend {
  if (inner.readSync === undefined) throw unreadable("check", inner.name);
  const read = inner.readSync.bind(inner);
  const alive = new Map<Handle, string>();
  const offends = (v: number) => (Number.isNaN(v) ? nan : infinity && !Number.isFinite(v));
  const isBad = (x: Handle | number) =>
    typeof x === "number" ? offends(x) : isFloat(x.dtype) && Array.prototype.some.call(read(x), offends);
  const decorated = decorate(
    inner,
    ({ name, inputs, run }) => {
      const results = run();
      for (const x of results) alive.set(x, name);
      for (const y of results)
        if (isBad(y) && !inputs.some(isBad)) {
          for (const x of results) decorated.dispose(x);
          throw notFinite(name, y, inputs);
        }
      return results;
    },
    {
      name: `check(${inner.name})`,
      upload: (data, shape, dtype) => {
        const x = inner.upload(data, shape, dtype);
        alive.set(x, "upload");
        return x;
      },
      dispose: (x) => {
        alive.delete(x);
        inner.dispose(x);
      },
    },
  );
  const { compile: _, ...stepwise } = decorated;
  return Object.assign(stepwise, { leaks: () => [...alive].map(([{ shape }, op]) => ({ op, shape })) });
}

function notFinite(name: string, y: Handle, inputs: readonly (Handle | number)[]): TenonError {
  const given = inputs.map((x) => (typeof x === "number" ? String(x) : showShape(x.shape))).join(", ");
  return new TenonError(
    "not_finite",
    `${name}: a result of shape ${showShape(y.shape)} holds NaN or infinity, its inputs (${given}) do not`,
    "a smaller learning rate, an epsilon in a division, or logSoftmax",
    { op: name, shape: y.shape },
  );
}
