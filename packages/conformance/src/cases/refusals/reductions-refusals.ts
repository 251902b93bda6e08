import type { Refusal } from "./refusal.js";

export const reductionsRefusals: readonly Refusal[] = [
  ["sum/axis", "invalid_argument", (x) => x(2, 3).sum({ axis: 2 })],
  ["sum/axis-twice", "invalid_argument", (x) => x(2, 3).sum({ axis: [0, -2] })],
  ["max/empty", "invalid_argument", (x) => x(0, 3).max({ axis: 0 })],
  ["argMax/empty", "invalid_argument", (x) => x(0).argMax()],
];
