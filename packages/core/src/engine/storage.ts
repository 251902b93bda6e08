import { TenonError } from "../errors.js";
import type { Backend, Handle } from "../seam/backend.js";

/** One backend handle and how many owners (tensors, graph nodes, variables) it has; the last one out disposes it. */
export class Storage {
  #handle: Handle | undefined;
  #owners = 1;
  readonly backend: Backend;
  /** Smallest and largest element of integer data that came from the host: lets compiled gathers be checked early. */
  bounds?: readonly [number, number];

  constructor(handle: Handle, backend: Backend) {
    this.#handle = handle;
    this.backend = backend;
  }

  get handle(): Handle {
    if (this.#handle === undefined) throw disposedError("this tensor");
    return this.#handle;
  }

  /** True while exactly one owner holds the handle. */
  get isSole(): boolean {
    return this.#owners === 1;
  }

  retain(): this {
    this.#owners++;
    return this;
  }

  release(): void {
    if (--this.#owners > 0 || this.#handle === undefined) return;
    this.backend.dispose(this.#handle);
    this.#handle = undefined;
  }

  /** Gives the handle away; whoever took it disposes it. */
  surrender(): Handle {
    const handle = this.handle;
    this.#handle = undefined;
    return handle;
  }
}

export function disposedError(what: string): TenonError {
  return new TenonError(
    "disposed",
    `${what} was disposed and cannot be used again`,
    "return it from its scope, keep() it, or dispose it later",
  );
}
