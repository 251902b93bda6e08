import { TenonError } from "@tenon/core";

/** How many module calls are running inside one another. */
let depth = 0;

/** The innermost module whose call an error left. */
const origins = new WeakMap<TenonError, object>();

/**
 * Runs a module's forward pass. An error that leaves the outermost one says where it came from:
 * `encoder.0.query: linear: expected x [..., 64], given …`.
 *
 * @param path the name of a module below this one, looked up only when an error passes.
 */
export function locateErrors<R>(module: object, path: (inner: object) => string | undefined, run: () => R): R {
  depth++;
  try {
    return run();
  } catch (error) {
    if (!(error instanceof TenonError)) throw error;
    const origin = origins.get(error) ?? module;
    origins.set(error, origin);
    throw depth === 1 ? located(error, path(origin)) : error;
  } finally {
    depth--;
  }
}

function located(error: TenonError, path: string | undefined): TenonError {
  if (path === undefined || path === "") return error;
  const problem = error.message.slice(0, error.message.lastIndexOf(`. Try: ${error.help}.`));
  const named = new TenonError(error.code, `${path}: ${problem}`, error.help, { ...error.details, path });
  named.cause = error;
  return named;
}
