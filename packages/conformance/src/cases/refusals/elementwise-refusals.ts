import type { Refusal } from "./refusal.js";

export const elementwiseRefusals: readonly Refusal[] = [
  ["add/shapes", "shape_mismatch", (x) => x(2, 3).add(x(2))],
  ["compare/shapes", "shape_mismatch", (x) => x(4).less(x(3))],
];
