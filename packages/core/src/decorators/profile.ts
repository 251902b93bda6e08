import type { Backend, Handle } from "../seam/backend.js";
import { BYTES } from "../seam/dtype.js";
import { sizeOf } from "../shape.js";
import { decorate } from "./decorate.js";

/** What one op has cost so far. */
export interface OpProfile {
  readonly name: string;
  readonly calls: number;
  readonly milliseconds: number;
  /** Bytes of the results. */
  readonly bytes: number;
}

/** A backend that counts: `report()` lists ops by time, the most expensive first; `reset()` starts over. */
export interface ProfiledBackend extends Backend {
  report(): OpProfile[];
  reset(): void;
}

/**
 * A backend that measures time, calls and bytes of each op of `inner`. A compiled step counts as one op.
 * On a backend that works asynchronously the time is that of handing the work in.
 *
 * @example
 * const profiled = profile(getBackend());
 * withBackend(profiled, () => model.call(x));
 * console.table(profiled.report());
 */
export function profile(inner: Backend): ProfiledBackend {
  const table = new Map<string, { calls: number; milliseconds: number; bytes: number }>();
  const measure = (name: string, run: () => readonly Handle[]): readonly Handle[] => {
    const start = performance.now();
    const results = run();
    const entry = table.get(name) ?? { calls: 0, milliseconds: 0, bytes: 0 };
    entry.calls++;
    entry.milliseconds += performance.now() - start;
    for (const { shape, dtype } of results) entry.bytes += sizeOf(shape) * BYTES[dtype];
    table.set(name, entry);
    return results;
  };
  const { compile } = inner;
  const decorated = decorate(inner, ({ name, run }) => measure(name, run), {
    name: `profile(${inner.name})`,
    ...(compile && {
      compile: (graph) => {
        const executable = inner.compile!(graph);
        return (
          executable && {
            run: (inputs, hosts, donated) => [
              ...measure("compiled step", () => executable.run(inputs, hosts, donated)),
            ],
            dispose: () => executable.dispose(),
          }
        );
      },
    }),
  });
  return Object.assign(decorated, {
    report: () =>
      [...table].map(([name, entry]) => ({ name, ...entry })).sort((a, b) => b.milliseconds - a.milliseconds),
    reset: () => table.clear(),
  });
}
