import type { Storage } from "../engine/storage.js";

interface Owned {
  readonly storage: Storage;
}

let registry: FinalizationRegistry<readonly Owned[]> | undefined;

/**
 * The net under `dispose`: when `owner` is garbage collected, the storages it owned are released.
 * Backends whose memory is collected anyway need none, and registering costs more than a small op.
 */
export function releaseWhenCollected(owner: object, owned: readonly Owned[]): void {
  if (owned[0]?.storage.backend.caps.memory !== "manual") return;
  registry ??= new FinalizationRegistry((lost) => {
    for (const { storage } of lost) storage.release();
  });
  registry.register(owner, owned, owner);
}

/** `owner` released its storages itself. */
releaseWhenCollected.cancel = (owner: object): void => {
  registry?.unregister(owner);
};
