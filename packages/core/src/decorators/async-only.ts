import type { Backend } from "../seam/backend.js";
import { decorate } from "./decorate.js";

/**
 * A backend that hides `readSync` and answers reads only after a turn of the event loop: shows whether a program would run on
 * a GPU in the browser.
 *
 * @example
 * setBackend(asyncOnly(createJsBackend()));
 */
export function asyncOnly(inner: Backend): Backend {
  const later = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  const { readSync: _, ...rest } = decorate(inner, ({ run }) => run(), {
    name: `asyncOnly(${inner.name})`,
    caps: { ...inner.caps, sync: false },
    read: async (xs) => {
      const values = await inner.read(xs);
      await later();
      return values;
    },
    sync: async () => {
      await inner.sync();
      await later();
    },
  });
  return rest;
}
