import { TenonError } from "@tenon/core";
import { FreeList } from "./free-list.js";
import type { LinearMemory } from "./linear-memory.js";

/** Bytes of linear memory that one owner has until it gives them back. */
export interface Region {
  readonly address: number;
  readonly size: number;
}

/** Cache lines: regions that threads write at the same time share none. */
const ALIGNMENT = 64;

/**
 * Hands out linear memory. Regions that come back wait in lists by size, so that a loop that asks for the same sizes again
 * gets the same memory, warm, for two list operations; only when a size runs out are neighbours joined, and only when that
 * is not enough does memory grow.
 */
export class Allocator {
  private readonly waiting = new Map<number, Region[]>();
  private readonly gaps = new FreeList();

  /** Everything from `start` on is handed out. */
  constructor(
    private readonly memory: LinearMemory,
    start: number,
  ) {
    const begin = Math.ceil(start / ALIGNMENT) * ALIGNMENT;
    this.gaps.give(begin, Math.floor((memory.capacity - begin) / ALIGNMENT) * ALIGNMENT);
    this.top = begin + Math.floor((memory.capacity - begin) / ALIGNMENT) * ALIGNMENT;
  }

  private top: number;

  /** At least `bytes` bytes on their own cache lines; throws `out_of_memory` and leaves everything as it was. */
  take(bytes: number): Region {
    const size = sizeClass(bytes);
    const region = this.waiting.get(size)?.pop();
    if (region) return region;
    let address = this.gaps.take(size);
    if (address < 0) {
      this.joinWaiting();
      address = this.gaps.take(size);
    }
    if (address < 0 && this.grow(size)) address = this.gaps.take(size);
    if (address < 0) throw outOfMemory(bytes, this.memory);
    return { address, size };
  }

  give(region: Region): void {
    const list = this.waiting.get(region.size);
    if (list) list.push(region);
    else this.waiting.set(region.size, [region]);
  }

  private joinWaiting(): void {
    for (const list of this.waiting.values()) for (const { address, size } of list) this.gaps.give(address, size);
    this.waiting.clear();
  }

  private grow(size: number): boolean {
    if (!this.memory.grow(this.top + size - this.gaps.endingAt(this.top))) return false;
    const more = Math.floor((this.memory.capacity - this.top) / ALIGNMENT) * ALIGNMENT;
    this.gaps.give(this.top, more);
    this.top += more;
    return true;
  }
}

/** Small sizes in steps of a cache line, larger ones in eight steps per power of two: at most an eighth is wasted. */
function sizeClass(bytes: number): number {
  if (bytes <= 1024) return Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT;
  const step = 2 ** (Math.floor(Math.log2(bytes - 1)) - 3);
  return Math.ceil(bytes / Math.max(step, ALIGNMENT)) * Math.max(step, ALIGNMENT);
}

function outOfMemory(bytes: number, memory: LinearMemory): TenonError {
  const limit = memory.maximumPages * 65536;
  return new TenonError(
    "out_of_memory",
    `wasm: no room for ${bytes} bytes: ${memory.capacity} of at most ${limit} are taken or in pieces`,
    "free tensors by scope(() => …), dispose() or using; every tensor so far is intact",
    { bytes, limit },
  );
}
