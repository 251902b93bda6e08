import type { ArgReduceOp, BinaryOp, DType, ReduceOp, UnaryOp } from "@tenon/core";
import { argBestByte, argBestFloat32, argBestFloat64, argBestInt32 } from "./generated/arg-best.generated.js";
import {
  binaryBits,
  binaryBool,
  binaryByte,
  binaryFloat32,
  binaryFloat64,
  binaryInt32,
} from "./generated/binary.generated.js";
import { compareByte, compareFloat32, compareFloat64, compareInt32 } from "./generated/compare.generated.js";
import { foldByte, foldFloat32, foldFloat64, foldInt32 } from "./generated/fold.generated.js";
import {
  addByte,
  addFloat32,
  addFloat64,
  addInt32,
  moveByte,
  moveFloat32,
  moveFloat64,
  moveInt32,
  moveUint16,
} from "./generated/move.generated.js";
import {
  unaryBits,
  unaryBool,
  unaryByte,
  unaryFloat32,
  unaryFloat64,
  unaryInt32,
} from "./generated/unary.generated.js";
import type {
  AddKernel,
  ArgBestKernel,
  BinaryKernel,
  CoreCompareOp,
  FoldKernel,
  MoveKernel,
  UnaryKernel,
} from "./kernel-types.js";
import type { NativeDType } from "./number-array.js";

/** The kernels of every op by dtype. An op that a dtype does not take has none; core never asks for it. */
type Table<Op extends string, Kernel> = Readonly<Record<NativeDType, Readonly<Partial<Record<Op, Kernel>>>>>;
type FullTable<Op extends string, Kernel> = Readonly<Record<NativeDType, Readonly<Record<Op, Kernel>>>>;

export const UNARY: Table<UnaryOp, UnaryKernel> = {
  float32: unaryFloat32,
  float64: unaryFloat64,
  int32: unaryInt32,
  int8: unaryByte,
  uint8: unaryByte,
  bool: unaryBool,
};

/** Kernels on the bits of float32, for ops that do better there. */
export const UNARY_BITS: Readonly<Partial<Record<UnaryOp, UnaryKernel>>> = unaryBits;

export const BINARY: Table<BinaryOp, BinaryKernel> = {
  float32: binaryFloat32,
  float64: binaryFloat64,
  int32: { ...binaryInt32, ...binaryBits },
  int8: binaryByte,
  uint8: binaryByte,
  bool: { ...binaryBool, max: binaryBool.or, min: binaryBool.and },
};

export const COMPARE: FullTable<CoreCompareOp, BinaryKernel> = {
  float32: compareFloat32,
  float64: compareFloat64,
  int32: compareInt32,
  int8: compareByte,
  uint8: compareByte,
  bool: compareByte,
};

export const FOLD: FullTable<ReduceOp, FoldKernel> = {
  float32: foldFloat32,
  float64: foldFloat64,
  int32: foldInt32,
  int8: foldByte,
  uint8: foldByte,
  bool: foldByte,
};

export const ARG_BEST: FullTable<ArgReduceOp, ArgBestKernel> = {
  float32: argBestFloat32,
  float64: argBestFloat64,
  int32: argBestInt32,
  int8: argBestByte,
  uint8: argBestByte,
  bool: argBestByte,
};

export const MOVE: Readonly<Record<DType, MoveKernel>> = {
  float32: moveFloat32,
  float64: moveFloat64,
  int32: moveInt32,
  int8: moveByte,
  uint8: moveByte,
  bool: moveByte,
  float16: moveUint16,
  bfloat16: moveUint16,
};

export const ADD: Readonly<Record<NativeDType, AddKernel>> = {
  float32: addFloat32,
  float64: addFloat64,
  int32: addInt32,
  int8: addByte,
  uint8: addByte,
  bool: addByte,
};
