import { BYTES, type DType } from "@tenon/core";
import { type I32, i32, type Local, type ModuleBuilder, select } from "../assembler/index.js";
import { type Context, gatherLanes, LANES, type Lanes, lane, loadLanes, storeLanes, storeSome } from "./lanes.js";
import { odometer } from "./loop-nest.js";
import { countGiven, type KernelSize, SizeReader, size } from "./sizes.js";
import { inBytes, type Kernel, known, type Size } from "./spec.js";

/** Strides of a tensor seen as [outer, axis, lane], in elements. */
export interface LineOperand {
  readonly dtype: DType;
  readonly strides: readonly [outer: Size, axis: Size, lane: Size];
}

/** A position on a line of four neighbouring lanes. */
export interface Line {
  readonly at: Local<"i32">;
  /** Bytes from one element of the line to the next. */
  readonly step: KernelSize;
  /** The four elements at `at`, of which `count` are meant. */
  read(): Lanes;
  write(value: Lanes): void;
}

/**
 * A kernel over [outer, axis, lane] that goes along the axis, four lanes at a time: `run(begin, end, ...addresses,
 * ...sizes)`, one task per four lanes. Order of given sizes: outer, axis, lanes, then each operand's strides.
 */
export function emitLines(
  m: ModuleBuilder,
  shape: readonly [outer: Size, axis: Size, lane: Size],
  operands: readonly LineOperand[],
  body: (c: Context, lines: readonly Line[], length: KernelSize) => void,
): Kernel {
  const given = countGiven(shape, ...operands.map((operand) => operand.strides));
  const params = new Array<"i32">(2 + operands.length + given).fill("i32");
  const run = m.function(params, "void", (f, ...all) => {
    const c = { m, f };
    const [begin, end] = all as [Local<"i32">, Local<"i32">]; // run(begin, end, …)
    const read = new SizeReader(all.slice(2 + operands.length));
    const [outer, length, lanes] = read.readAll(shape) as [KernelSize, KernelSize, KernelSize]; // of the shape's three
    const steps = operands.map(({ dtype, strides }) => inBytes(f, read.readAll(strides), BYTES[dtype]));
    const groups = f.let(i32.const(size.ceilDiv(lanes, LANES)));
    const done = f.let(i32.const(0));
    const cursors = steps.map((list, i) => {
      const group = size.mul(list[2]!, LANES);
      return { at: all[2 + i]!, steps: [list[0]!, typeof group === "number" ? group : f.let(group)] };
    });
    odometer(f, [outer, groups], [...cursors, { at: done, steps: [0, LANES] }], begin, end, () => {
      const left = i32.sub(lanes, done);
      const count = f.let(select(i32.gtU(left, LANES), i32.const(LANES), left));
      const lines = operands.map((operand, i) =>
        lineOf(c, operand, f.let(cursors[i]!.at), steps[i]![1]!, steps[i]![2]!, count),
      );
      body(c, lines, length);
    });
  });
  if (!known(shape)) return { run, tasks: undefined, work: undefined };
  const [outer, length, lanes] = shape as readonly number[] as [number, number, number]; // just tested
  return { run, tasks: outer * Math.ceil(lanes / LANES), work: 8 * length };
}

/** The number of tasks of a kernel made by `emitLines`. */
export function lineTasks(outer: number, lanes: number): number {
  return outer * Math.ceil(lanes / LANES);
}

function lineOf(
  c: Context,
  { dtype, strides }: LineOperand,
  at: Local<"i32">,
  step: KernelSize,
  laneStep: KernelSize,
  count: I32,
): Line {
  const dense = strides[2] === 1;
  const addresses = () =>
    [0, 1, 2, 3].map((i) => (i === 0 ? at : select(i32.gtU(count, i), i32.const(lane(at, laneStep, i)), at)));
  return {
    at,
    step,
    read: () => (dense ? loadLanes(c, dtype, at) : gatherLanes(c, dtype, addresses())),
    write(value) {
      if (!dense) {
        storeSome(c, value, at, laneStep, count);
        return;
      }
      c.f.if(
        i32.eq(count, LANES),
        () => storeLanes(c, value, at),
        () => storeSome(c, value, at, laneStep, count),
      );
    },
  };
}
