import { tensor } from "../../src/ops/create.js";
import type { NestedArray } from "../../src/ops/host-data.js";
import { type Index, slice } from "../../src/ops/indexing.js";

/** One entry of an index as the fixture scripts write it. */
export type WrittenEntry =
  | number
  | null
  | string
  | NestedArray
  | { readonly span: readonly (number | null)[] }
  | { readonly mask: NestedArray };

/** The index that a fixture names. */
export function indexOf(entries: readonly WrittenEntry[]): Index[] {
  return entries.map((entry) => {
    if (typeof entry === "string") return "...";
    if (typeof entry !== "object" || entry === null) return entry;
    if ("mask" in entry) return tensor(entry.mask, { dtype: "bool" });
    if (!("span" in entry)) return listOrTensor(entry);
    const [start, stop, step] = entry.span;
    return slice(start, stop, step ?? 1);
  });
}

/** Lists of lists are indices as tensors only. */
function listOrTensor(entry: NestedArray): Index {
  return entry.every((i) => typeof i === "number") ? entry : tensor(entry, { dtype: "int32" });
}
