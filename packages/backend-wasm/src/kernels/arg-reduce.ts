import type { ArgReduceOp, DType } from "@tenon/core";
import { i32x4, type ModuleBuilder, v128 } from "../assembler/index.js";
import { lanes } from "./lanes.js";
import { emitLines, type LineOperand } from "./lines.js";
import { compareLanes, whereLanes } from "./operations.js";
import type { Kernel, Size } from "./spec.js";

/** The position of the first extreme along the middle axis of [outer, axis, lane]. */
export interface ArgReduceSpec {
  readonly op: ArgReduceOp;
  readonly dtype: DType;
  readonly shape: readonly [outer: Size, axis: Size, lane: Size];
  /** Strides of the int32 output; the middle one has no meaning. */
  readonly output: LineOperand["strides"];
  readonly input: LineOperand["strides"];
}

/** Adds the kernel: `run(begin, end, output, input, ...sizes)`, sizes as `emitLines` orders them. The first NaN wins. */
export function emitArgReduce(m: ModuleBuilder, spec: ArgReduceSpec): Kernel {
  const operands: LineOperand[] = [
    { dtype: "int32", strides: spec.output },
    { dtype: spec.dtype, strides: spec.input },
  ];
  return emitLines(m, spec.shape, operands, (c, lines, length) => {
    const { f } = c;
    const [output, input] = lines as [(typeof lines)[0], (typeof lines)[0]]; // one per operand
    const first = input.read();
    const best = lanes(c, spec.dtype, ...first.parts);
    const index = lanes(c, "int32", i32x4.const(0));
    f.range(0, length, 1, (i) => {
      const value = input.read();
      const beyond = compareLanes(c, spec.op === "max" ? "gt" : "lt", value, best).parts[0]!;
      const nowNaN = compareLanes(c, "ne", value, value).parts[0]!;
      const wasNaN = compareLanes(c, "ne", best, best).parts[0]!;
      const better = lanes(c, "bool", v128.or(v128.andnot(beyond, wasNaN), v128.andnot(nowNaN, wasNaN)));
      const chosen = whereLanes(c, better, value, best);
      best.parts.forEach((part, k) => {
        f.set(part, chosen.parts[k]!);
      });
      f.set(index.parts[0]!, v128.bitselect(i32x4.splat(i), index.parts[0]!, better.parts[0]!));
      f.increase(input.at, input.step);
    });
    output.write(index);
  });
}
