import type { Handle } from "@tenon/core";
import type { Primitives } from "../program.js";

/** A way to come to a tensor of some shape by movement: the shape uploaded and the moves after it. */
export interface View {
  readonly name: string;
  readonly source: readonly number[];
  readonly move: <T extends Handle>(ops: Primitives<T>, x: T) => T;
}

/** Views and views of views. None is laid out row-major from its start, except the first. */
export const VIEWS: readonly View[] = [
  { name: "plain", source: [3, 5], move: (_, x) => x },
  { name: "permuted", source: [5, 3], move: (ops, x) => ops.permute(x, [1, 0]) },
  { name: "permuted, rank 4", source: [2, 3, 4, 5], move: (ops, x) => ops.permute(x, [2, 0, 3, 1]) },
  { name: "flipped", source: [4, 5], move: (ops, x) => ops.flip(x, [1]) },
  { name: "flipped on both axes", source: [4, 17], move: (ops, x) => ops.flip(x, [0, 1]) },
  { name: "sliced", source: [6, 9], move: (ops, x) => ops.slice(x, [1, 2], [4, 5], [1, 1]) },
  { name: "sliced with steps", source: [7, 34], move: (ops, x) => ops.slice(x, [1, 0], [3, 17], [2, 2]) },
  { name: "broadcast", source: [3, 1], move: (ops, x) => ops.broadcastTo(x, [2, 3, 17]) },
  { name: "broadcast scalar", source: [], move: (ops, x) => ops.broadcastTo(x, [3, 4]) },
  { name: "reshaped", source: [4, 6], move: (ops, x) => ops.reshape(x, [2, 12]) },
  {
    name: "sliced, then permuted, then flipped",
    source: [5, 6, 4],
    move: (ops, x) => ops.flip(ops.permute(ops.slice(x, [1, 0, 1], [3, 3, 3], [1, 2, 1]), [2, 0, 1]), [0, 2]),
  },
  {
    name: "broadcast, then permuted, then reshaped",
    source: [3, 1],
    move: (ops, x) => ops.reshape(ops.permute(ops.broadcastTo(x, [2, 3, 4]), [1, 0, 2]), [6, 4]),
  },
  {
    name: "flipped, then sliced with steps, then flipped",
    source: [33],
    move: (ops, x) => ops.flip(ops.slice(ops.flip(x, [0]), [1], [11], [3]), [0]),
  },
  {
    name: "permuted, then reshaped, then sliced",
    source: [4, 6],
    move: (ops, x) => ops.slice(ops.reshape(ops.permute(x, [1, 0]), [3, 8]), [1, 1], [2, 6], [1, 1]),
  },
];
