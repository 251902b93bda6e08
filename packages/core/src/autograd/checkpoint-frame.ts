import type { Tensor } from "../tensor.js";
import type { GradNode } from "./grad-node.js";

/** What a checkpointed function did the first time, so that a second run repeats it. */
export interface Frame {
  readonly isReplay: boolean;
  /** Parameters it read: the leaf of each, and a tensor that stands for it. */
  readonly parameters: Map<GradNode, Tensor>;
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
      for (const [leaf, tensor] of next.parameters) outer?.parameters.set(leaf, tensor);
      if (outer !== undefined && !outer.isReplay) outer.counts.push(...next.counts);
    }
  }
}

/** True while a checkpointed function runs again: variables keep what the first run wrote. */
export function isReplaying(): boolean {
  return frame?.isReplay ?? false;
}

export function noteRead(leaf: GradNode, tensor: () => Tensor): void {
  if (frame !== undefined && !frame.parameters.has(leaf)) frame.parameters.set(leaf, tensor());
}

/** A counter position: drawn now, or the one that was drawn the first time. */
export function countFrame(draw: () => () => number): () => number {
  if (frame === undefined) return draw();
  if (frame.isReplay) return frame.counts[position++]!;
  const count = draw();
  frame.counts.push(count);
  return count;
}
