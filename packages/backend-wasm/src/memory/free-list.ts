/** Gaps between used regions, ascending by address and never adjacent. */
export class FreeList {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  /** The start of the smallest gap with room for `size`, now used; -1 if there is none. */
  take(size: number): number {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.starts.length; i++) {
      const room = this.ends[i]! - this.starts[i]!;
      if (room >= size && room < least) [best, least] = [i, room];
    }
    if (best < 0) return -1;
    const start = this.starts[best]!;
    this.starts[best]! += size;
    if (least === size) this.remove(best);
    return start;
  }

  give(start: number, size: number): void {
    const end = start + size;
    let i = this.after(start);
    if (i > 0 && this.ends[i - 1] === start) {
      this.ends[--i] = end;
    } else if (this.starts[i] === end) {
      this.starts[i] = start;
      return;
    } else {
      this.starts.splice(i, 0, start);
      this.ends.splice(i, 0, end);
      return;
    }
    if (this.starts[i + 1] === end) {
      this.ends[i] = this.ends[i + 1]!;
      this.remove(i + 1);
    }
  }

  /** The size of the gap that ends at `end`, or 0. */
  endingAt(end: number): number {
    const last = this.ends.length - 1;
    return this.ends[last] === end ? end - this.starts[last]! : 0;
  }

  private after(start: number): number {
    let [low, high] = [0, this.starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private remove(i: number): void {
    this.starts.splice(i, 1);
    this.ends.splice(i, 1);
  }
}
