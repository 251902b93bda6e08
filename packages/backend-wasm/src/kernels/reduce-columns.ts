import { BYTES } from "@tenon/core";
import { i32, type Local, type ModuleBuilder, select } from "../assembler/index.js";
import { castLanes } from "./cast.js";
import { LANES, lanes, storeLanes, storeSome } from "./lanes.js";
import { type Cursor, nest, odometer } from "./loop-nest.js";
import { evaluate, literals, weigh } from "./program.js";
import { reader, readLanes, readSome } from "./reading.js";
import {
  COLUMNS_PER_TASK,
  keptOf,
  openReduce,
  type ReduceSpec,
  reducedOf,
  reduceTasks,
  stepsOf,
} from "./reduce-spec.js";
import { accumulate, accumulateApart, accumulatorOf, identityLanes, nanFlags, withNaNs } from "./reduction.js";
import { countGiven, size } from "./sizes.js";
import { type Kernel, known, stepDTypes } from "./spec.js";

/** Rows that are combined on their own before they join the total. */
const COLUMN_RUN = 256;

/** Adds the kernel of a reduction whose last axis is kept: one task per 16 neighbouring outputs. */
export function emitReduceColumns(m: ModuleBuilder, spec: ReduceSpec): Kernel {
  const dtypes = stepDTypes(spec.inputs, spec.steps);
  const dtype = dtypes[spec.value]!;
  const memory = spec.inputs.filter((input) => input.kind === "memory");
  const count = memory.length + countGiven(spec.shape, ...memory.map((input) => input.strides));
  const run = m.function(new Array<"i32">(3 + count).fill("i32"), "void", (f, ...all) => {
    const [begin, end, output] = all as [Local<"i32">, Local<"i32">, Local<"i32">]; // run(begin, end, output, …)
    const c = { m, f };
    const { shape, cursors } = openReduce(c, spec, all.slice(3));
    const columns = shape[shape.length - 1]!;
    const kept = keptOf(shape, spec.reduced).slice(0, -1);
    const blocks = f.let(i32.const(size.ceilDiv(columns, COLUMNS_PER_TASK)));
    const done = f.let(i32.const(0));
    const written = f.let(output);
    const pitch = size.mul(columns, BYTES[dtype]);
    const rowPitch = typeof pitch === "number" ? pitch : f.let(pitch);
    // Kept axes with the last one in blocks; the output's address advances through whole rows of it.
    const outer = [...kept.map((_, i) => rowSteps(i)), BYTES[dtype]];
    const moving: Cursor[] = [
      ...stepsOf(cursors, (steps) => keptOf(steps, spec.reduced)),
      { at: done, steps: [...kept.map(() => 0), 1] },
      { at: written, steps: outer },
    ].map((cursor) => {
      const step = size.mul(cursor.steps[cursor.steps.length - 1]!, COLUMNS_PER_TASK);
      return { at: cursor.at, steps: [...cursor.steps.slice(0, -1), typeof step === "number" ? step : f.let(step)] };
    });
    odometer(f, [...kept, blocks], moving, begin, end, () => {
      const left = f.let(i32.sub(columns, done));
      f.if(
        i32.geU(left, COLUMNS_PER_TASK),
        () => block(COLUMNS_PER_TASK / LANES, cursors, written),
        () => {
          const own = cursors.map((cursor) => ({ at: f.let(cursor.at), steps: cursor.steps }));
          const at = f.let(written);
          f.while(i32.gtS(left, 0), () => {
            block(1, own, at, left);
            for (const cursor of own) {
              const step = size.mul(cursor.steps[cursor.steps.length - 1]!, LANES);
              if (step !== 0) f.increase(cursor.at, step);
            }
            f.increase(at, LANES * BYTES[dtype]);
            f.set(left, i32.sub(left, LANES));
          });
        },
      );
    });

    /** Bytes of output that one step along kept axis i moves. */
    function rowSteps(i: number) {
      return kept.slice(i + 1).reduce<typeof rowPitch>((step, n) => {
        const next = size.mul(step, n);
        return typeof next === "number" ? next : f.let(next);
      }, rowPitch);
    }

    /** Four columns per group; of a single group perhaps only `some`. */
    function block(groups: number, from: readonly Cursor[], to: Local<"i32">, some?: Local<"i32">): void {
      const identity = identityLanes(c, spec.op, dtype);
      const numbers = literals(c, spec.steps);
      const make = () => Array.from({ length: groups }, () => lanes(c, accumulatorOf(dtype), ...identity.parts));
      const totals = make();
      const sums = make();
      const nans = sums.map((sum) => nanFlags(c, spec.op, sum.dtype));
      const axes = reducedOf(shape, spec.reduced);
      const rows = axes[axes.length - 1]!;
      const present = some && f.let(select(i32.gtU(some, LANES), i32.const(LANES), some));
      const inner = from.map((cursor) => cursor.steps[cursor.steps.length - 1]!);
      const steps = from.map((cursor) => reducedOf(cursor.steps, spec.reduced));
      nest(
        f,
        axes.slice(0, -1),
        from.map((cursor) => cursor.at),
        steps.map((list) => list.slice(0, -1)),
        (starts) => {
          const ats = starts.map((start) => f.let(start));
          f.range(0, rows, COLUMN_RUN, (start) => {
            for (const sum of sums)
              sum.parts.forEach((part, i) => {
                f.set(part, identity.parts[i]!);
              });
            const rest = f.let(i32.sub(rows, start));
            f.range(0, select(i32.gtU(rest, COLUMN_RUN), i32.const(COLUMN_RUN), rest), 1, () => {
              const readers = spec.inputs.map((input, i) => reader(c, input, ats[i]!, inner[i]!));
              for (let g = 0; g < groups; g++) {
                const read = (i: number) =>
                  present ? readSome(c, readers[i]!, present) : readLanes(c, readers[i]!, g);
                const value = evaluate(c, spec.steps, numbers, read)[spec.value]!;
                accumulateApart(c, spec.op, sums[g]!, castLanes(c, value, accumulatorOf(dtype)), nans[g]);
              }
              ats.forEach((address, i) => {
                const step = steps[i]![axes.length - 1]!;
                if (step !== 0) f.increase(address, step);
              });
            });
            for (let g = 0; g < groups; g++) accumulate(c, spec.op, totals[g]!, sums[g]!);
          });
        },
      );
      totals.forEach((total, g) => {
        const value = castLanes(c, withNaNs(c, total, nans[g]), dtype);
        if (present) storeSome(c, value, to, BYTES[dtype], present);
        else storeLanes(c, value, to, g * LANES * BYTES[dtype]);
      });
    }
  });
  if (!known(spec.shape)) return { run, tasks: undefined, work: undefined };
  const tasks = reduceTasks({ shape: spec.shape, reduced: spec.reduced });
  const elements = spec.shape.reduce((a, b) => a * b, 1);
  return { run, tasks, work: (elements / (tasks || 1) / LANES) * (2 + weigh(spec.steps, dtypes)) };
}
