import { checkInteger } from "../checks.js";
import { engineOf } from "../engine/context.js";
import { Storage } from "../engine/storage.js";
import type { Backend } from "../seam/backend.js";
import { Counter } from "../state/counter.js";
import { Tensor } from "../tensor.js";

/**
 * A stream of random numbers: a key made from the seed, and a counter of draws (Salmon et al. 2011, "Parallel random
 * numbers: as easy as 1, 2, 3"). One seed gives the same uniform bits on every backend.
 *
 * @throws TenonError `invalid_argument` unless the seed is an integer from 0 to 2⁵³ − 1.
 * @example
 * const generator = new Generator(7);
 * uniform([3], { generator });
 */
export class Generator {
  readonly #key: Int32Array;
  readonly #keys = new WeakMap<Backend, Storage>();
  /** All keys that were uploaded; weak, so that a generator keeps no backend alive. */
  #uploaded: WeakRef<Storage>[] = [];
  /** Draws so far; part of a checkpoint. */
  readonly draws = new Counter();

  constructor(seed: number) {
    checkInteger("Generator", "seed", seed, 0, Number.MAX_SAFE_INTEGER);
    this.#key = Int32Array.of(seed % 2 ** 32, Math.floor(seed / 2 ** 32)); // low and high word; wraps to int32
  }

  /** @internal The key [2], int32, on a backend's engine: uploaded once. */
  keyOn(backend: Backend): Tensor {
    const engine = engineOf(backend);
    let storage = this.#keys.get(engine);
    if (storage === undefined) {
      storage = new Storage(engine.upload(this.#key, [2], "int32"), engine);
      this.#keys.set(engine, storage);
      this.#uploaded.push(new WeakRef(storage));
    }
    return Tensor.lend(storage);
  }

  /** Frees the key on every backend; drawing again uploads it again. */
  dispose(): void {
    for (const reference of this.#uploaded) {
      const storage = reference.deref();
      if (storage === undefined) continue;
      this.#keys.delete(engineOf(storage.backend));
      storage.release();
    }
    this.#uploaded = [];
  }
}

let shared: Generator | undefined;

/** The generator of all draws that name none; seeded with 0 until `manualSeed`. */
export function defaultGenerator(): Generator {
  shared ??= new Generator(0);
  return shared;
}

/**
 * Restarts the default generator from a seed. Returns it.
 * @example
 * manualSeed(42);
 */
export function manualSeed(seed: number): Generator {
  shared?.dispose();
  shared = new Generator(seed);
  return shared;
}
