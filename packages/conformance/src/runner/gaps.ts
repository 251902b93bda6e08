import type { Mode } from "../case.js";

/** Something that a backend is known not to do, with the reason. A gap that passes fails the run. */
export interface Gap {
  /** The id of a case, or a pattern over ids. */
  readonly id: string | RegExp;
  /** Why: what the engine cannot hold or do. */
  readonly reason: string;
  /** The modes it concerns; all by default. */
  readonly modes?: readonly Mode[];
}

/** The gap that covers a case in a mode, if one does. */
export function gapOf(gaps: readonly Gap[], id: string, mode: Mode): Gap | undefined {
  return gaps.find(
    (gap) => (typeof gap.id === "string" ? gap.id === id : gap.id.test(id)) && (gap.modes?.includes(mode) ?? true),
  );
}
