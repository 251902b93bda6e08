import type { Tensor } from "../tensor.js";

/** What a checkpointed function did the first time, so that a second run repeats it. */
export interface Frame {
  readonly isReplay: boolean;
  /** The id of the next graph node when the function began: smaller ids are from outside. */
  readonly since: number;
  /** Tensors from outside, other than its arguments, that want a gradient: parameters and what it captures. */
  readonly captured: Map<string, Tensor>;
  /** Counter positions it drew, in order. */
  readonly counts: (() => number)[];
}

/** A frame in progress, and the one around it. */
interface Level {
  readonly frame: Frame;
  readonly outer: Level | undefined;
  /** How many counts a replay has taken. */
  taken: number;
}

let innermost: Level | undefined;

/** Runs `fn` with its reads and draws noted in `frame`, or replayed from it. */
export function withFrame<R>(frame: Frame, fn: () => R): R {
  const outer = innermost;
  innermost = { frame, outer, taken: 0 };
  try {
    return fn();
  } finally {
    innermost = outer;
  }
}

/** True while a checkpointed function runs again: variables keep what the first run wrote. */
export function isReplaying(): boolean {
  for (let level = innermost; level !== undefined; level = level.outer) if (level.frame.isReplay) return true;
  return false;
}

/** True when reads are noted. */
export function isNoting(): boolean {
  return innermost !== undefined;
}

/** Notes that a tensor with a graph is read. */
export function noteRead(tensor: Tensor): void {
  for (let level = innermost; level !== undefined; level = level.outer) {
    const { isReplay, since, captured } = level.frame;
    const { id } = tensor.node!; // a caller passes tensors that have one
    const key = `${id} ${tensor.slot}`;
    if (!isReplay && id < since && !captured.has(key)) captured.set(key, tensor);
  }
}

/** A counter position: drawn now, or the one that was drawn the first time. */
export function countFrame(draw: () => () => number): () => number {
  return countAt(innermost, draw);
}

function countAt(level: Level | undefined, draw: () => () => number): () => number {
  if (level === undefined) return draw();
  const { frame, outer } = level;
  if (frame.isReplay) return frame.counts[level.taken++]!; // the second run draws as often as the first
  const count = countAt(outer, draw);
  frame.counts.push(count);
  return count;
}
