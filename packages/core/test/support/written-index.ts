import { type Index, slice } from "../../src/ops/indexing.js";

/** One entry of an index as the fixture scripts write it. */
export type WrittenEntry = number | null | string | readonly number[] | { readonly span: readonly (number | null)[] };

/** The index that a fixture names. */
export function indexOf(entries: readonly WrittenEntry[]): Index[] {
  return entries.map((entry) => {
    if (typeof entry === "string") return "...";
    if (typeof entry !== "object" || entry === null || !("span" in entry)) return entry;
    const [start, stop, step] = entry.span;
    return slice(start, stop, step ?? 1);
  });
}
