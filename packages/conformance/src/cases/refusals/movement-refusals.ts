import { concat, gather, pad, split, stack } from "@tenon/core";
import { indices, type Refusal } from "./refusal.js";

export const movementRefusals: readonly Refusal[] = [
  ["reshape/size", "shape_mismatch", (x) => x(2, 3).reshape([4, 2])],
  ["reshape/two-open", "shape_mismatch", (x) => x(2, 3).reshape([-1, -1])],
  ["permute/twice", "invalid_argument", (x) => x(2, 3).permute([0, 0])],
  ["transpose/axis", "invalid_argument", (x) => x(2, 3).transpose(0, 2)],
  ["broadcastTo/shape", "shape_mismatch", (x) => x(2, 3).broadcastTo([3, 2])],
  ["squeeze/axis", "shape_mismatch", (x) => x(2, 3).squeeze(0)],
  ["flip/axis", "invalid_argument", (x) => x(2, 3).flip(5)],
  ["concat/shapes", "shape_mismatch", (x) => concat([x(2, 3), x(2, 4)], { axis: 0 })],
  ["concat/nothing", "invalid_argument", () => concat([])],
  ["stack/shapes", "shape_mismatch", (x) => stack([x(2, 3), x(3, 2)])],
  ["split/sizes", "shape_mismatch", (x) => split(x(5), [2, 2])],
  ["pad/odd", "invalid_argument", (x) => pad(x(2, 3), [1])],
  ["at/outside", "index_out_of_range", (x) => x(2, 3).at(2)],
  ["at/too-many", "invalid_argument", (x) => x(2, 3).at(0, 0, 0)],
  ["gather/rank", "shape_mismatch", (x, t) => gather(x(2, 3), 1, indices(t, [0, 1]))],
];
