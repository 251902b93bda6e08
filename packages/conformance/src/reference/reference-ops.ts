import type { Primitives } from "../program.js";
import { binary, cast, compare, unary, where } from "./elementwise.js";
import { gather, scatter } from "./indexing.js";
import { matmul } from "./matmul.js";
import {
  broadcastTo,
  concat,
  flip,
  foldWindows,
  full,
  iota,
  pad,
  permute,
  reshape,
  slice,
  windows,
} from "./movement.js";
import { argReduce, argsort, reduce, scan } from "./reductions.js";
import type { ReferenceTensor } from "./reference-tensor.js";
import { randomUniform } from "./threefry.js";

/** Every primitive in naive float64, with the error that a backend may make. */
export const referenceOps: Primitives<ReferenceTensor> = {
  full,
  iota,
  cast,
  randomUniform,
  unary,
  binary,
  compare,
  where,
  reduce,
  argReduce,
  argsort,
  scan,
  matmul,
  reshape,
  permute,
  broadcastTo,
  flip,
  slice,
  pad,
  concat,
  windows,
  foldWindows,
  gather,
  scatter,
};
