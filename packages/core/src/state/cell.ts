import type { Trace } from "../compile/trace.js";
import { tracing } from "../compile/tracing.js";
import { batching } from "../engine/batching.js";
import type { Storage } from "../engine/storage.js";
import { releaseWhenCollected } from "../memory/finalize.js";

/**
 * One mutable place that may hold a storage: under `Variable` and `.grad`.
 * While a step is traced, reads and writes go to the trace, so the cell itself changes only when a run succeeds.
 */
export class Cell {
  #storage: Storage | undefined;
  /** The trace that it was made in and ends with, if any: a step does not write it. */
  home: Trace | undefined;

  /** What it holds now: the traced value during a trace. */
  read(): Storage | undefined {
    return tracing() === undefined ? this.#storage : tracing()?.readCell(this);
  }

  /** Takes over one ownership of `storage`. */
  write(storage: Storage | undefined): void {
    batching()?.refuseWrite(storage);
    const trace = tracing();
    if (trace === undefined) this.replace(storage);
    else trace.writeCell(this, storage);
  }

  /** What it holds outside any trace. */
  get concrete(): Storage | undefined {
    return this.#storage;
  }

  /** Writes past any trace: for a compiled step that has succeeded. */
  replace(storage: Storage | undefined): void {
    if (this.#storage !== undefined) {
      releaseWhenCollected.cancel(this);
      this.#storage.release();
    }
    this.#storage = storage;
    if (storage !== undefined) releaseWhenCollected(this, [{ storage }]);
  }
}
