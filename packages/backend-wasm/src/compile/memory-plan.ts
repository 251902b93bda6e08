/** What the planner must know about one kernel. Blocks are numbered. */
export interface Step {
  readonly level: number;
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  /** Blocks that are read element by element where `writes` are written, each before its place is written. */
  readonly aligned: readonly number[];
}

/** Bytes of blocks and where they go; -1 for blocks without a place in the arena. */
export interface MemoryPlan {
  readonly offsets: readonly number[];
  readonly bytes: number;
}

/** Cache lines: blocks that threads write at the same time share none. */
const ALIGNMENT = 64;

/**
 * Gives each block of `bytes[block]` ≥ 0 bytes a place in one arena; blocks that are not alive in the same level may
 * share it. A kernel's result takes the place of an aligned operand that no later kernel reads.
 * Steps are sorted by level. With `reuse` off every block has a place of its own.
 */
export function planMemory(steps: readonly Step[], bytes: readonly number[], reuse: boolean): MemoryPlan {
  const offsets = new Array<number>(bytes.length).fill(-1);
  const last = new Array<number>(bytes.length).fill(-1);
  const readersAtLast = new Array<number>(bytes.length).fill(0);
  for (const { level, reads, writes } of steps) {
    for (const block of new Set(reads)) {
      readersAtLast[block] = last[block] === level ? readersAtLast[block]! + 1 : 1;
      last[block] = level;
    }
    // A value that nobody reads is dead after its level.
    for (const block of writes) last[block] = Math.max(last[block]!, level);
  }
  const arena = new FreeList();
  for (let from = 0; from < steps.length; ) {
    const { level } = steps[from]!;
    let to = from;
    while (to < steps.length && steps[to]!.level === level) to++;
    const level_ = steps.slice(from, to);
    const dying = new Set(level_.flatMap((s) => [...s.reads, ...s.writes]).filter((b) => last[b] === level));
    for (const { writes, aligned } of level_) {
      for (const block of writes) {
        const size = rounded(bytes[block]!);
        if (size < 0 || offsets[block]! >= 0) continue;
        const host = reuse
          ? aligned.find((b) => dying.has(b) && readersAtLast[b] === 1 && bytes[b] === bytes[block] && offsets[b]! >= 0)
          : undefined;
        if (host === undefined) offsets[block] = arena.take(size);
        else {
          offsets[block] = offsets[host]!;
          dying.delete(host);
        }
      }
    }
    if (reuse) for (const b of dying) if (offsets[b]! >= 0) arena.give(offsets[b]!, rounded(bytes[b]!));
    from = to;
  }
  return { offsets, bytes: arena.top };
}

function rounded(bytes: number): number {
  return bytes < 0 ? -1 : Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Free gaps below `top`, ascending and never adjacent. */
class FreeList {
  top = 0;
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  /** The smallest gap that fits, else new memory at the top. */
  take(size: number): number {
    let best = -1;
    for (let i = 0; i < this.starts.length; i++) {
      const gap = this.ends[i]! - this.starts[i]!;
      if (gap >= size && (best < 0 || gap < this.ends[best]! - this.starts[best]!)) best = i;
    }
    if (best < 0) {
      const end = this.ends.length - 1;
      const open = end >= 0 && this.ends[end] === this.top;
      const start = open ? this.starts[end]! : this.top;
      if (open) {
        this.starts.pop();
        this.ends.pop();
      }
      this.top = start + size;
      return start;
    }
    const start = this.starts[best]!;
    this.starts[best] = start + size;
    if (this.starts[best] === this.ends[best]) {
      this.starts.splice(best, 1);
      this.ends.splice(best, 1);
    }
    return start;
  }

  give(start: number, size: number): void {
    if (size === 0) return;
    let i = this.starts.length;
    while (i > 0 && this.starts[i - 1]! > start) i--;
    const joinsLeft = i > 0 && this.ends[i - 1] === start;
    const joinsRight = i < this.starts.length && this.starts[i] === start + size;
    if (joinsLeft && joinsRight) {
      this.ends[i - 1] = this.ends[i]!;
      this.starts.splice(i, 1);
      this.ends.splice(i, 1);
    } else if (joinsLeft) this.ends[i - 1] = start + size;
    else if (joinsRight) this.starts[i] = start;
    else {
      this.starts.splice(i, 0, start);
      this.ends.splice(i, 0, start + size);
    }
  }
}
