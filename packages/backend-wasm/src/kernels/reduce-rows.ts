import { BYTES, type DType } from "@tenon/core";
import { call, i32, i32x4, type Local, type ModuleBuilder, select } from "../assembler/index.js";
import { castLanes } from "./cast.js";
import { type Context, LANES, type Lanes, lanes, splatLanes, storeSome } from "./lanes.js";
import { nest, odometer } from "./loop-nest.js";
import { whereLanes } from "./operations.js";
import { evaluate, literals, weigh } from "./program.js";
import { type Reader, reader, readLanes, readSome, skip } from "./reading.js";
import {
  alongRows,
  keptOf,
  openReduce,
  type ReduceSpec,
  ROW_RUN,
  reducedOf,
  reduceTasks,
  runsPerOutput,
  stepsOf,
} from "./reduce-spec.js";
import {
  accumulate,
  accumulateApart,
  accumulatorOf,
  acrossLanes,
  combine,
  identityLanes,
  nanFlags,
  withNaNs,
} from "./reduction.js";
import { countGiven, type KernelSize, size } from "./sizes.js";
import { type Kernel, known, stepDTypes } from "./spec.js";

/** Vectors that the elements of a run are dealt out to, four at a time in turn. */
const ACCUMULATORS = 4;

/** Adds the kernel of a reduction whose last axis is reduced: one task per output. */
export function emitReduceRows(m: ModuleBuilder, spec: ReduceSpec): Kernel {
  const { dtype, memory, run } = parts(m, spec);
  const kernel = m.function(new Array<"i32">(3 + memory).fill("i32"), "void", (f, ...all) => {
    const [begin, end, output] = all as [Local<"i32">, Local<"i32">, Local<"i32">]; // run(begin, end, output, …)
    const c = { m, f };
    const { shape, cursors } = openReduce(c, spec, all.slice(3));
    const length = shape[shape.length - 1]!;
    const inner = cursors.map((cursor) => cursor.steps[cursor.steps.length - 1]!);
    const outer = stepsOf(cursors, (steps) => reducedOf(steps, spec.reduced).slice(0, -1));
    const identity = firstLane(identityLanes(c, spec.op, dtype));
    const total = lanes(c, identity.dtype, ...identity.parts);
    const at = f.let(i32.add(output, i32.mul(begin, BYTES[dtype])));
    const kept = stepsOf(cursors, (steps) => keptOf(steps, spec.reduced));
    odometer(f, keptOf(shape, spec.reduced), kept, begin, end, () => {
      f.set(total.parts[0]!, identity.parts[0]!);
      const outerShape = reducedOf(shape, spec.reduced).slice(0, -1);
      nest(
        f,
        outerShape,
        outer.map((cursor) => cursor.at),
        outer.map((cursor) => cursor.steps),
        (starts) => {
          const ats = starts.map((start) => f.let(start));
          f.range(0, length, ROW_RUN, (done) => {
            accumulate(
              c,
              spec.op,
              total,
              lanes(c, total.dtype, call(run, atMostRun(c, length, done), ...ats, ...inner)),
            );
            ats.forEach((address, i) => {
              f.increase(address, size.mul(inner[i]!, ROW_RUN));
            });
          });
        },
      );
      storeSome(c, castLanes(c, total, dtype), at, 0, 1);
      f.increase(at, BYTES[dtype]);
    });
  });
  const sized = known(spec.shape) ? { shape: spec.shape, reduced: spec.reduced } : undefined;
  const work = sized && (sized.shape.reduce((a, b) => a * b, 1) / (reduceTasks(sized) || 1) / LANES) * costOf(spec);
  return { run: kernel, tasks: sized && reduceTasks(sized), work };
}

/** A big reduction to few outputs in two kernels, whose result is `emitReduceRows`'s to the bit. */
export interface SplitReduce {
  /** `(begin, end, partials, ...inputs, ...sizes)`: one task per run; writes `partialBytes` each. */
  readonly partials: Kernel;
  /** `(begin, end, output, partials, runs)`: one task per output; runs as `runsPerOutput` says. */
  readonly fold: Kernel;
}

/** Bytes of one run's result. */
export function partialBytes(dtype: DType): number {
  return BYTES[accumulatorOf(dtype)];
}

/** Adds both kernels of a split reduction; the last axis must be reduced. */
export function emitSplitReduce(m: ModuleBuilder, spec: ReduceSpec): SplitReduce {
  if (!alongRows(spec)) throw new RangeError("only a reduction of the last axis can be split");
  return { partials: emitPartials(m, spec), fold: emitFold(m, spec) };
}

function emitPartials(m: ModuleBuilder, spec: ReduceSpec): Kernel {
  const { dtype, memory, run } = parts(m, spec);
  const accumulator = accumulatorOf(dtype);
  const kernel = m.function(new Array<"i32">(3 + memory).fill("i32"), "void", (f, ...all) => {
    const [begin, end, output] = all as [Local<"i32">, Local<"i32">, Local<"i32">]; // run(begin, end, partials, …)
    const c = { m, f };
    const { shape, cursors } = openReduce(c, spec, all.slice(3));
    const length = shape[shape.length - 1]!;
    const inner = cursors.map((cursor) => cursor.steps[cursor.steps.length - 1]!);
    // Kept axes, then reduced ones, of which the last counts runs.
    const order = <T>(list: readonly T[]) => [...keptOf(list, spec.reduced), ...reducedOf(list, spec.reduced)];
    const box = [...order(shape).slice(0, -1), f.let(i32.const(size.ceilDiv(length, ROW_RUN)))];
    const done = f.let(i32.const(0));
    const moving = [...cursors, { at: done, steps: box.map((_, i) => (i === box.length - 1 ? 1 : 0)) }].map(
      (cursor, i) => {
        const steps = i < cursors.length ? order(cursor.steps) : cursor.steps;
        const step = size.mul(steps[steps.length - 1]!, ROW_RUN);
        return { at: cursor.at, steps: [...steps.slice(0, -1), typeof step === "number" ? step : f.let(step)] };
      },
    );
    const at = f.let(i32.add(output, i32.mul(begin, BYTES[accumulator])));
    odometer(f, box, moving, begin, end, () => {
      const ats = cursors.map((cursor) => cursor.at);
      const value = lanes(c, accumulator, call(run, atMostRun(c, length, done), ...ats, ...inner));
      storeSome(c, value, at, 0, 1);
      f.increase(at, BYTES[accumulator]);
    });
  });
  if (!known(spec.shape)) return { run: kernel, tasks: undefined, work: undefined };
  const sized = { shape: spec.shape, reduced: spec.reduced };
  const length = Math.min(ROW_RUN, spec.shape[spec.shape.length - 1]!);
  const tasks = reduceTasks(sized) * runsPerOutput(sized);
  return { run: kernel, tasks, work: (length / LANES) * costOf(spec) };
}

function emitFold(m: ModuleBuilder, spec: ReduceSpec): Kernel {
  const { dtype } = parts(m, spec);
  const accumulator = accumulatorOf(dtype);
  const run = m.function(["i32", "i32", "i32", "i32", "i32"], "void", (f, begin, end, output, partials, runs) => {
    const c = { m, f };
    const identity = firstLane(identityLanes(c, spec.op, dtype));
    const total = lanes(c, accumulator, ...identity.parts);
    const from = f.let(i32.add(partials, i32.mul(i32.mul(begin, runs), BYTES[accumulator])));
    f.range(begin, end, 1, (i) => {
      f.set(total.parts[0]!, identity.parts[0]!);
      f.range(0, runs, 1, () => {
        accumulate(c, spec.op, total, firstLane(splatLanes(c, accumulator, from)));
        f.increase(from, BYTES[accumulator]);
      });
      storeSome(c, castLanes(c, total, dtype), i32.add(output, i32.mul(i, BYTES[dtype])), 0, 1);
    });
  });
  return {
    run,
    tasks: known(spec.shape) ? reduceTasks({ shape: spec.shape, reduced: spec.reduced }) : undefined,
    work: 0,
  };
}

function parts(m: ModuleBuilder, spec: ReduceSpec) {
  const dtypes = stepDTypes(spec.inputs, spec.steps);
  const memory = spec.inputs.filter((input) => input.kind === "memory");
  const sizes = countGiven(spec.shape, ...memory.map((input) => input.strides));
  return { dtype: dtypes[spec.value]!, memory: memory.length + sizes, run: emitRun(m, spec, dtypes[spec.value]!) };
}

function costOf(spec: ReduceSpec): number {
  return 2 + weigh(spec.steps, stepDTypes(spec.inputs, spec.steps));
}

/** An accumulator of which only the first lane counts: its first vector. */
function firstLane(x: Lanes): Lanes {
  return { dtype: x.dtype, parts: x.parts.slice(0, 1) };
}

function atMostRun({ f }: Context, length: KernelSize, done: Local<"i32">) {
  if (typeof length === "number" && length <= ROW_RUN) return length;
  const left = f.let(i32.sub(length, done));
  return select(i32.gtU(left, ROW_RUN), i32.const(ROW_RUN), left);
}

/** `run(n, ...addresses, ...steps)`: n elements of the last axis combined, in the first lane of the result. */
function emitRun(m: ModuleBuilder, spec: ReduceSpec, dtype: DType) {
  const count = spec.inputs.length;
  const accumulator = accumulatorOf(dtype);
  const key = `run ${JSON.stringify(spec)}`;
  return m.once(key, () =>
    m.function(new Array<"i32">(1 + 2 * count).fill("i32"), "v128", (f, ...all) => {
      const c: Context = { m, f };
      const n = all[0]!;
      const readers = spec.inputs.map((input, i): Reader => {
        const stride = input.strides[input.strides.length - 1];
        const bytes = input.kind === "memory" ? BYTES[input.dtype] : 1;
        return reader(c, input, all[1 + i]!, typeof stride === "number" ? stride * bytes : all[1 + count + i]!);
      });
      const numbers = literals(c, spec.steps);
      const identity = identityLanes(c, spec.op, dtype);
      const sums = Array.from({ length: ACCUMULATORS }, () => lanes(c, accumulator, ...identity.parts));
      const nans = nanFlags(c, spec.op, accumulator);
      const value = (read: (r: Reader) => Lanes) =>
        castLanes(c, evaluate(c, spec.steps, numbers, (i) => read(readers[i]!))[spec.value]!, accumulator);
      const turns = (groups: number) =>
        f.while(i32.geU(n, groups * LANES), () => {
          for (let g = 0; g < groups; g++)
            accumulateApart(
              c,
              spec.op,
              sums[g]!,
              value((r) => readLanes(c, r, g)),
              nans,
            );
          for (const r of readers) skip(f, r, groups);
          f.set(n, i32.sub(n, groups * LANES));
        });
      turns(ACCUMULATORS);
      turns(1);
      f.if(n, () => {
        const present = lanes(c, "bool", i32x4.gtS(i32x4.splat(n), i32x4.const(0, 1, 2, 3)));
        const last = value((r) => readSome(c, r, n));
        accumulateApart(c, spec.op, sums[1]!, whereLanes(c, present, last, identity), nans);
      });
      const [a, b, d, e] = sums as [Lanes, Lanes, Lanes, Lanes]; // ACCUMULATORS of them
      const whole = combine(c, spec.op, combine(c, spec.op, a, b), combine(c, spec.op, d, e));
      return acrossLanes(c, spec.op, withNaNs(c, whole, nans));
    }),
  );
}
