import type { Tensor } from "../tensor.js";

/** What a checkpointed function did the first time, so that a second run repeats it. */
export interface Frame {
  readonly isReplay: boolean;
  /** Parameters it read, as the tensors that variables lend. */
  readonly parameters: Set<Tensor>;
  /** Counter positions it drew, in order. */
  readonly counts: (() => number)[];
}

let frame: Frame | undefined;
let position = 0;

/** Runs `fn` with its reads and draws noted in `next`, or replayed from it. */
export function withFrame<R>(next: Frame, fn: () => R): R {
  const outer = frame;
  const outerPosition = position;
  frame = next;
  position = 0;
  try {
    return fn();
  } finally {
    frame = outer;
    position = outerPosition;
    if (!next.isReplay) {
      for (const tensor of next.parameters) outer?.parameters.add(tensor);
      if (outer !== undefined && !outer.isReplay) outer.counts.push(...next.counts);
    }
  }
}

/** True while a checkpointed function runs again: variables keep what the first run wrote. */
export function isReplaying(): boolean {
  return frame?.isReplay ?? false;
}

export function noteRead(tensor: Tensor): void {
  frame?.parameters.add(tensor);
}

/** A counter position: drawn now, or the one that was drawn the first time. */
export function countFrame(draw: () => () => number): () => number {
  if (frame === undefined) return draw();
  if (frame.isReplay) return frame.counts[position++]!;
  const count = draw();
  frame.counts.push(count);
  return count;
}
