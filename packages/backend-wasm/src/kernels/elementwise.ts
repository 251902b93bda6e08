import { BYTES, type DType } from "@tenon/core";
import { call, type I32, i32, type Local, type ModuleBuilder, select } from "../assembler/index.js";
import { collapse } from "./collapse.js";
import { type Context, LANES, type Lanes, lane, storeLanes, storeSome } from "./lanes.js";
import { blocks, type Cursor, odometer } from "./loop-nest.js";
import { evaluate, literals, weigh } from "./program.js";
import { modeOf, type Reader, reader, readLanes, readSome, skip } from "./reading.js";
import { countGiven, type KernelSize, SizeReader, size } from "./sizes.js";
import { inBytes, type Kernel, known, type LoopOperand, type Size, type Step, stepDTypes } from "./spec.js";

/** A value that a loop writes, with a stride per axis of the loop. */
export interface LoopOutput {
  readonly step: number;
  readonly strides: readonly Size[];
}

/**
 * A loop over a box that computes some scalar program at each position. An output may lie over an input whose strides
 * equal its own. Order of given sizes: the shape, each output's strides, each memory input's strides.
 */
export interface ElementwiseSpec {
  /** Axes of size 1 left out and axes that could be one joined make faster loops; rank 0 is `[]`. */
  readonly shape: readonly Size[];
  readonly inputs: readonly LoopOperand[];
  readonly steps: readonly Step[];
  readonly outputs: readonly LoopOutput[];
}

/** Elements of the innermost axis per task: small enough for V8 to change to optimised code soon. */
export const ELEMENTS_PER_TASK = 4096;

/** The number of tasks of a loop over `shape`. */
export function elementwiseTasks(shape: readonly number[]): number {
  let tasks = Math.ceil((shape[shape.length - 1] ?? 1) / ELEMENTS_PER_TASK);
  for (let i = 0; i < shape.length - 1; i++) tasks *= shape[i]!;
  return tasks;
}

/** Adds the kernel of an elementwise loop to a module. */
export function emitElementwise(m: ModuleBuilder, given: ElementwiseSpec): Kernel {
  const spec = simplify(given);
  const dtypes = stepDTypes(spec.inputs, spec.steps);
  const memory = spec.inputs.filter((input) => input.kind === "memory");
  const pointers = spec.outputs.length + memory.length;
  const strideLists = [...spec.outputs.map((output) => output.strides), ...memory.map((input) => input.strides)];
  const row = emitRow(m, spec, dtypes);
  const params = new Array<"i32">(2 + pointers + countGiven(spec.shape, ...strideLists)).fill("i32");
  const run = m.function(params, "void", (f, ...all) => {
    const [begin, end] = all as [Local<"i32">, Local<"i32">]; // run(begin, end, …)
    const read = new SizeReader(all.slice(2 + pointers));
    const shape = read.readAll(spec.shape);
    const bytes = [...spec.outputs.map((output) => dtypes[output.step]!), ...memory.map((input) => input.dtype)];
    const cursors = strideLists.map((strides, i): Cursor => {
      return { at: all[2 + i]!, steps: inBytes(f, read.readAll(strides), BYTES[bytes[i]!]) };
    });
    for (const input of spec.inputs)
      if (input.kind === "index") cursors.push({ at: f.let(i32.const(input.start)), steps: input.strides });
    const inner = shape[shape.length - 1]!;
    const innerSteps = cursors.map((cursor) => cursor.steps[cursor.steps.length - 1]!);
    const at = cursors.map((cursor) => cursor.at);
    const runRow = (n: I32, addresses: readonly Local<"i32">[] = at) => f.do(call(row, n, ...addresses, ...innerSteps));
    if (shape.length > 1 && spec.inputs.some((input) => modeOf(input) === "strided")) {
      f.if(i32.leU(inner, ELEMENTS_PER_TASK), () => {
        blocks(f, shape, cursors, begin, end, runRow);
        f.return();
      });
    }
    if (typeof inner === "number" && inner <= ELEMENTS_PER_TASK) {
      odometer(f, shape.slice(0, -1), cursors, begin, end, () => runRow(inner));
      return;
    }
    // The innermost axis is cut into chunks, which are one axis more.
    const chunks = f.let(i32.const(size.ceilDiv(inner, ELEMENTS_PER_TASK)));
    const done = f.let(i32.const(0));
    const chunked = [...cursors, { at: done, steps: [...shape.slice(0, -1).map(() => 0), 1] }].map((cursor) => {
      const last = cursor.steps[cursor.steps.length - 1]!;
      const step = size.mul(last, ELEMENTS_PER_TASK);
      return { at: cursor.at, steps: [...cursor.steps.slice(0, -1), typeof step === "number" ? step : f.let(step)] };
    });
    odometer(f, [...shape.slice(0, -1), chunks], chunked, begin, end, () => {
      const left = f.let(i32.sub(inner, done));
      runRow(select(i32.gtU(left, ELEMENTS_PER_TASK), i32.const(ELEMENTS_PER_TASK), left));
    });
  });
  if (!known(spec.shape)) return { run, tasks: undefined, work: undefined };
  const perTask = Math.min(ELEMENTS_PER_TASK, spec.shape[spec.shape.length - 1]!);
  const work = Math.ceil(perTask / LANES) * (pointers + weigh(spec.steps, dtypes));
  return { run, tasks: elementwiseTasks(spec.shape), work };
}

/** Joins the axes of a loop whose sizes are known; gives a loop of rank 0 an axis. */
function simplify(spec: ElementwiseSpec): ElementwiseSpec {
  const lists = [...spec.outputs, ...spec.inputs].map((operand) => operand.strides);
  if (!known(spec.shape) || !lists.every(known)) return spec;
  const box = collapse(spec.shape, lists);
  const empty = box.shape.length === 0;
  const strides = (i: number, single: number) => (empty ? [single] : box.strides[i]!);
  return {
    shape: empty ? [1] : box.shape,
    steps: spec.steps,
    outputs: spec.outputs.map((output, i) => ({ ...output, strides: strides(i, 1) })),
    inputs: spec.inputs.map((input, i) => ({ ...input, strides: strides(spec.outputs.length + i, 0) })),
  };
}

/**
 * `row(n, ...addresses, ...steps)`: n elements along the innermost axis, outputs first, then memory inputs, then indices;
 * steps in bytes. Vectors of four, several per turn of the loop for light programs; the last one to three elements take
 * the same instructions and a partial store, so that every element gets the same bits wherever it lies.
 */
function emitRow(m: ModuleBuilder, spec: ElementwiseSpec, dtypes: readonly DType[]) {
  const memory = spec.inputs.filter((input) => input.kind === "memory");
  const count = spec.outputs.length + spec.inputs.length;
  return m.function(new Array<"i32">(1 + 2 * count).fill("i32"), "void", (f, ...all) => {
    const c: Context = { m, f };
    const n = all[0]!;
    const at = (i: number) => all[1 + i]!;
    const stepOf = (i: number, stride: Size | undefined, bytes: number): KernelSize =>
      typeof stride === "number" ? stride * bytes : all[1 + count + i]!;
    const outputs = spec.outputs.map((output, i) => {
      const dtype = dtypes[output.step]!;
      const inner = output.strides[output.strides.length - 1];
      return { ...output, at: at(i), pitch: stepOf(i, inner, BYTES[dtype]), dense: inner === 1, bytes: BYTES[dtype] };
    });
    let nextMemory = spec.outputs.length;
    let nextIndex = spec.outputs.length + memory.length;
    const readers = spec.inputs.map((input): Reader => {
      const i = input.kind === "memory" ? nextMemory++ : nextIndex++;
      const inner = input.strides[input.strides.length - 1];
      return reader(c, input, at(i), stepOf(i, inner, input.kind === "memory" ? BYTES[input.dtype] : 1));
    });
    const numbers = literals(c, spec.steps);

    const unroll = weigh(spec.steps, dtypes) <= 4 && readers.every((r) => r.mode !== "strided") ? 4 : 1;
    if (unroll > 1) turns(unroll);
    turns(1);
    f.if(n, () => {
      const values = evaluate(c, spec.steps, numbers, (i) => readSome(c, readers[i]!, n));
      for (const output of outputs) storeSome(c, values[output.step]!, output.at, output.pitch, n);
    });

    function turns(groups: number): void {
      f.while(i32.geU(n, groups * LANES), () => {
        for (let g = 0; g < groups; g++) {
          const values = evaluate(c, spec.steps, numbers, (i) => readLanes(c, readers[i]!, g));
          for (const output of outputs) write(values[output.step]!, output, g);
        }
        for (const r of readers) skip(f, r, groups);
        for (const { at: address, pitch } of outputs) f.increase(address, times(pitch, groups * LANES));
        f.set(n, i32.sub(n, groups * LANES));
      });
    }

    function write(value: Lanes, output: (typeof outputs)[number], group: number): void {
      if (output.dense) storeLanes(c, value, output.at, group * LANES * output.bytes);
      else storeSome(c, value, lane(output.at, output.pitch, group * LANES), output.pitch, LANES);
    }
  });
}

const times = (step: KernelSize, by: number): I32 => (typeof step === "number" ? step * by : i32.mul(step, by));
