import type { DType, ScanOp } from "@tenon/core";
import { i32, type ModuleBuilder } from "../assembler/index.js";
import { castLanes } from "./cast.js";
import { emitLines, type LineOperand } from "./lines.js";
import { accumulate, accumulatorOf, identityLanes } from "./reduction.js";
import { size } from "./sizes.js";
import type { Kernel, Size } from "./spec.js";

/** A running reduction along the middle axis of [outer, axis, lane]; addresses: output, input. */
export interface ScanSpec {
  readonly op: ScanOp;
  readonly dtype: DType;
  readonly exclusive: boolean;
  readonly reverse: boolean;
  readonly shape: readonly [outer: Size, axis: Size, lane: Size];
  readonly output: LineOperand["strides"];
  readonly input: LineOperand["strides"];
}

/** Adds the kernel of a scan: `run(begin, end, output, input, ...sizes)`, sizes as `emitLines` orders them. */
export function emitScan(m: ModuleBuilder, spec: ScanSpec): Kernel {
  const { dtype } = spec;
  const operands = [
    { dtype, strides: spec.output },
    { dtype, strides: spec.input },
  ];
  return emitLines(m, spec.shape, operands, (c, lines, length) => {
    const { f } = c;
    const total = identityLanes(c, spec.op, dtype);
    const [output, input] = lines as [(typeof lines)[0], (typeof lines)[0]]; // one per operand
    if (spec.reverse) for (const { at, step } of lines) f.increase(at, i32.mul(step, i32.sub(length, 1)));
    f.range(0, length, 1, () => {
      const value = input.read();
      if (spec.exclusive) output.write(castLanes(c, total, dtype));
      accumulate(c, spec.op, total, castLanes(c, value, accumulatorOf(dtype)));
      if (!spec.exclusive) output.write(castLanes(c, total, dtype));
      for (const { at, step } of lines) {
        if (spec.reverse) f.set(at, i32.sub(at, step));
        else f.increase(at, size.mul(step, 1));
      }
    });
  });
}
