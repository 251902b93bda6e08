import { BYTES, type DType } from "@tenon/core";
import { type FunctionBuilder, type I32, i32, i32x4, type Local, select } from "../assembler/index.js";
import { castLanes } from "./cast.js";
import { type Context, gatherLanes, LANES, type Lanes, lane, lanes, loadLanes, splatLanes } from "./lanes.js";
import type { KernelSize } from "./sizes.js";
import type { LoopOperand } from "./spec.js";

/** How an operand moves along the innermost axis: side by side, not at all, by a stride, or as a number counted up. */
export type Mode = "dense" | "constant" | "strided" | "index";

/** One operand inside an inner loop. `at` is the address of the next element, or the next number of an index. */
export interface Reader {
  readonly mode: Mode;
  readonly dtype: DType;
  readonly at: Local<"i32">;
  /** Bytes (or numbers, for an index) from one element to the next. */
  readonly step: KernelSize;
  /** The value of a constant, read ahead of the loop. */
  readonly value: Lanes | undefined;
}

export function modeOf(operand: LoopOperand): Mode {
  if (operand.kind === "index") return "index";
  const inner = operand.strides[operand.strides.length - 1];
  return inner === 1 ? "dense" : inner === 0 ? "constant" : "strided";
}

export function reader(c: Context, operand: LoopOperand, at: Local<"i32">, step: KernelSize): Reader {
  const mode = modeOf(operand);
  const value = mode === "constant" ? splatLanes(c, operand.dtype, at) : undefined;
  return { mode, dtype: operand.dtype, at, step, value };
}

/** The four elements from `group`·4 on, not moving the reader. */
export function readLanes(c: Context, r: Reader, group: number): Lanes {
  switch (r.mode) {
    case "constant":
      return r.value!;
    case "dense":
      return loadLanes(c, r.dtype, r.at, group * LANES * BYTES[r.dtype]);
    case "strided": {
      const start = group === 0 ? r.at : c.f.let(i32.const(lane(r.at, r.step, group * LANES)));
      return gatherLanes(
        c,
        r.dtype,
        [0, 1, 2, 3].map((i) => lane(start, r.step, i)),
      );
    }
    case "index": {
      const ramp = i32x4.mul(i32x4.const(0, 1, 2, 3), i32x4.splat(r.step));
      const start = i32x4.splat(i32.const(lane(r.at, r.step, group * LANES)));
      return castLanes(c, lanes(c, "int32", i32x4.add(start, ramp)), r.dtype);
    }
  }
}

/** The next `count` (1 … 4) elements; lanes beyond hold anything. Strided reads stay inside the tensor. */
export function readSome(c: Context, r: Reader, count: I32): Lanes {
  if (r.mode !== "strided") return readLanes(c, r, 0);
  const addresses = [0, 1, 2, 3].map((i) =>
    i === 0 ? r.at : select(i32.gtU(count, i), i32.const(lane(r.at, r.step, i)), r.at),
  );
  return gatherLanes(c, r.dtype, addresses);
}

/** Moves past `groups`·4 elements. */
export function skip(f: FunctionBuilder, r: Reader, groups: number): void {
  if (r.mode === "constant") return;
  const by = typeof r.step === "number" ? r.step * groups * LANES : i32.mul(r.step, groups * LANES);
  f.increase(r.at, by);
}
