import { BYTES, type DType, type ScatterOp } from "@tenon/core";
import { atomic, type FunctionBuilder, i32, type Local, type ModuleBuilder, select, v128 } from "../assembler/index.js";
import { CONTROL } from "../threads/control.js";
import { LANES, loadLanes, storeLanes, storeSome } from "./lanes.js";
import { binaryLanes } from "./operations.js";
import { countGiven, type KernelSize, SizeReader, size } from "./sizes.js";
import { type Kernel, known, type Size } from "./spec.js";

/**
 * A tensor seen as [outer, axis, inner], dense, with `count` dense int32 indices into the axis. An index out of range is
 * clamped and sets the word `CONTROL.indexError`. Order of given sizes: outer, axis, inner, count.
 */
export interface IndexedShape<S extends Size = Size> {
  readonly outer: S;
  readonly axis: S;
  readonly inner: S;
  readonly count: S;
}

/** Elements of the inner axis per task of a scatter. */
const SCATTER_COLUMNS = 64;

const sizesOf = <S extends Size>({ outer, axis, inner, count }: IndexedShape<S>): S[] => [outer, axis, inner, count];

/** Tasks of a gather: rows of the output. */
export function gatherTasks({ outer, count }: IndexedShape<number>): number {
  return outer * count;
}

/** Tasks of a scatter: blocks of columns, each with one owner. */
export function scatterTasks({ outer, inner }: IndexedShape<number>): number {
  return outer * Math.ceil(inner / SCATTER_COLUMNS);
}

/** Adds the kernel `run(begin, end, output, x, indices, ...sizes)`: rows of x to [outer, count, inner]. */
export function emitGather(m: ModuleBuilder, spec: IndexedShape & { readonly dtype: DType }): Kernel {
  const sizes = sizesOf(spec);
  const bytes = BYTES[spec.dtype];
  const run = m.function(new Array<"i32">(5 + countGiven(sizes)).fill("i32"), "void", (f, ...all) => {
    const [begin, end, output, x, indices] = all as [
      Local<"i32">,
      Local<"i32">,
      Local<"i32">,
      Local<"i32">,
      Local<"i32">,
    ]; // run(begin, end, output, x, indices, …)
    const [, axis, inner, count] = new SizeReader(all.slice(5)).readAll(sizes) as KernelSize[] & { length: 4 }; // as sizesOf
    const rowBytes = f.let(i32.const(size.mul(inner!, bytes)));
    const to = f.let(i32.add(output, i32.mul(begin, rowBytes)));
    f.range(begin, end, 1, (row) => {
      const outer = i32.divU(row, count!);
      const index = indexAt(f, indices, i32.remU(row, count!), axis!);
      const from = f.let(i32.add(x, i32.mul(i32.add(i32.mul(outer, axis!), index), rowBytes)));
      const left = f.let(rowBytes);
      move(f, from, to, left, 16);
      if (bytes === 8) move(f, from, to, left, 8);
      else {
        move(f, from, to, left, 4);
        if (bytes < 4) move(f, from, to, left, bytes === 2 ? 2 : 1);
      }
    });
  });
  if (!known(sizes)) return { run, tasks: undefined, work: undefined };
  const fixed = spec as IndexedShape<number>; // just tested
  return { run, tasks: gatherTasks(fixed), work: 4 + (fixed.inner * bytes) / 8 };
}

/** Adds the kernel `run(begin, end, output, indices, updates, ...sizes)`; the output holds the base already. */
export function emitScatter(
  m: ModuleBuilder,
  spec: IndexedShape & { readonly op: ScatterOp; readonly dtype: DType },
): Kernel {
  const sizes = sizesOf(spec);
  const bytes = BYTES[spec.dtype];
  const run = m.function(new Array<"i32">(5 + countGiven(sizes)).fill("i32"), "void", (f, ...all) => {
    const c = { m, f };
    const [begin, end, output, indices, updates] = all as [
      Local<"i32">,
      Local<"i32">,
      Local<"i32">,
      Local<"i32">,
      Local<"i32">,
    ]; // run(begin, end, output, indices, updates, …)
    const [, axis, inner, count] = new SizeReader(all.slice(5)).readAll(sizes) as KernelSize[] & { length: 4 }; // as sizesOf
    const blocks = f.let(i32.const(size.ceilDiv(inner!, SCATTER_COLUMNS)));
    const rowBytes = f.let(i32.const(size.mul(inner!, bytes)));
    f.range(begin, end, 1, (task) => {
      const outer = f.let(i32.divU(task, blocks));
      const column = f.let(i32.mul(i32.remU(task, blocks), SCATTER_COLUMNS));
      const width = f.let(i32.sub(inner!, column));
      f.if(i32.gtU(width, SCATTER_COLUMNS), () => f.set(width, SCATTER_COLUMNS));
      const start = f.let(i32.mul(column, bytes));
      const from = f.let(i32.add(updates, i32.add(i32.mul(i32.mul(outer, count!), rowBytes), start)));
      const base = f.let(i32.add(output, i32.add(i32.mul(i32.mul(outer, axis!), rowBytes), start)));
      f.range(0, count!, 1, (j) => {
        const to = f.let(i32.add(base, i32.mul(indexAt(f, indices, j, axis!), rowBytes)));
        const source = f.let(from);
        const left = f.let(width);
        const value = () => {
          const update = loadLanes(c, spec.dtype, source);
          return spec.op === "set" ? update : binaryLanes(c, "add", loadLanes(c, spec.dtype, to), update);
        };
        f.while(i32.geU(left, LANES), () => {
          storeLanes(c, value(), to);
          f.increase(source, LANES * bytes);
          f.increase(to, LANES * bytes);
          f.set(left, i32.sub(left, LANES));
        });
        f.if(left, () => storeSome(c, value(), to, bytes, left));
        f.increase(from, rowBytes);
      });
    });
  });
  if (!known(sizes)) return { run, tasks: undefined, work: undefined };
  const fixed = spec as IndexedShape<number>; // just tested
  return { run, tasks: scatterTasks(fixed), work: fixed.count * (4 + Math.min(fixed.inner, SCATTER_COLUMNS) / 2) };
}

/** indices[position], clamped to the axis. */
function indexAt(
  f: FunctionBuilder,
  indices: Local<"i32">,
  position: ReturnType<typeof i32.add> | Local<"i32">,
  axis: KernelSize,
) {
  const index = f.let(i32.load(i32.add(indices, i32.shl(position, 2))));
  f.if(i32.geU(index, axis), () => {
    f.do(atomic.store(CONTROL.indexError, 1));
    f.set(index, select(i32.ltS(index, 0), i32.const(0), i32.sub(axis, 1)));
  });
  return index;
}

/** Copies units of `bytes` while that many are left. */
function move(
  f: FunctionBuilder,
  from: Local<"i32">,
  to: Local<"i32">,
  left: Local<"i32">,
  bytes: 16 | 8 | 4 | 2 | 1,
): void {
  f.while(i32.geU(left, bytes), () => {
    if (bytes === 16) f.do(v128.store(to, v128.load(from)));
    else if (bytes === 8) f.do(v128.store64Lane(to, v128.load64Zero(from), 0));
    else if (bytes === 4) f.do(i32.store(to, i32.load(from)));
    else f.do(bytes === 2 ? i32.store16(to, i32.load16U(from)) : i32.store8(to, i32.load8U(from)));
    f.increase(from, bytes);
    f.increase(to, bytes);
    f.set(left, i32.sub(left, bytes));
  });
}
