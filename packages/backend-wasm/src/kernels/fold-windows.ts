import { BYTES, type DType } from "@tenon/core";
import { i32, type Local, type ModuleBuilder, select } from "../assembler/index.js";
import { castLanes } from "./cast.js";
import { gatherLanes, LANES, lane, storeSome } from "./lanes.js";
import { odometer } from "./loop-nest.js";
import { accumulate, accumulatorOf, identityLanes } from "./reduction.js";
import { countGiven, type KernelSize, SizeReader, size } from "./sizes.js";
import { inBytes, type Kernel, known, type Size } from "./spec.js";

/**
 * The adjoint of sliding windows: x seen as [outer, count, inner, window] adds up to dense [outer, length, inner], each
 * output its window positions in ascending order. Order of given sizes: outer, count, inner, window, length, stride,
 * dilation, then the strides of x.
 */
export interface FoldWindowsSpec<S extends Size = Size> {
  readonly dtype: DType;
  readonly outer: S;
  readonly count: S;
  readonly inner: S;
  readonly window: S;
  readonly length: S;
  readonly stride: S;
  readonly dilation: S;
  readonly x: readonly [outer: S, count: S, inner: S, window: S];
}

export function foldWindowsTasks({ outer, length, inner }: FoldWindowsSpec<number>): number {
  return outer * length * Math.ceil(inner / LANES);
}

export function foldWindowsSizes<S extends Size>(spec: FoldWindowsSpec<S>): S[] {
  const { outer, count, inner, window, length, stride, dilation, x } = spec;
  return [outer, count, inner, window, length, stride, dilation, ...x];
}

/** Adds the kernel `run(begin, end, output, x, ...sizes)`: one task per position and four inner neighbours. */
export function emitFoldWindows(m: ModuleBuilder, spec: FoldWindowsSpec): Kernel {
  const { dtype } = spec;
  const bytes = BYTES[dtype];
  const sizes = foldWindowsSizes(spec);
  const run = m.function(new Array<"i32">(4 + countGiven(sizes)).fill("i32"), "void", (f, ...all) => {
    const c = { m, f };
    const [begin, end, output, x] = all as [Local<"i32">, Local<"i32">, Local<"i32">, Local<"i32">]; // run(begin, end, output, x, …)
    const read = new SizeReader(all.slice(4));
    const [outer, count, inner, window, length, stride, dilation] = sizes
      .slice(0, 7)
      .map((s) => read.read(s)) as KernelSize[] & { length: 7 }; // as foldWindowsSizes
    const [xOuter, xCount, xInner, xWindow] = inBytes(f, read.readAll(spec.x), bytes) as KernelSize[] & { length: 4 }; // as above
    const groups = f.let(i32.const(size.ceilDiv(inner!, LANES)));
    const position = f.let(i32.const(0));
    const column = f.let(i32.const(0));
    const rowBytes = f.let(i32.const(size.mul(inner!, bytes)));
    const cursors = [
      { at: x, steps: [xOuter!, 0, f.let(i32.mul(xInner!, LANES))] },
      { at: output, steps: [f.let(i32.mul(rowBytes, length!)), rowBytes, LANES * bytes] },
      { at: position, steps: [0, 1, 0] },
      { at: column, steps: [0, 0, LANES] },
    ];
    odometer(f, [outer!, length!, groups], cursors, begin, end, () => {
      const left = i32.sub(inner!, column);
      const some = f.let(select(i32.gtU(left, LANES), i32.const(LANES), left));
      const total = identityLanes(c, "sum", dtype);
      const reach = f.let(position);
      const at = f.let(x);
      f.range(0, window!, 1, () => {
        // Window n reaches this position if n·stride = position − k·dilation.
        const n = f.let(i32.divU(reach, stride!));
        const hits = i32.and(i32.geS(reach, 0), i32.eq(i32.mul(n, stride!), reach));
        f.if(i32.and(hits, i32.ltU(n, count!)), () => {
          const start = f.let(i32.add(at, i32.mul(n, xCount!)));
          const addresses = [0, 1, 2, 3].map((i) =>
            i === 0 ? start : select(i32.gtU(some, i), i32.const(lane(start, xInner!, i)), start),
          );
          accumulate(c, "sum", total, castLanes(c, gatherLanes(c, dtype, addresses), accumulatorOf(dtype)));
        });
        f.set(reach, i32.sub(reach, dilation!));
        f.increase(at, xWindow!);
      });
      storeSome(c, castLanes(c, total, dtype), output, bytes, some);
    });
  });
  if (!known(sizes)) return { run, tasks: undefined, work: undefined };
  const fixed = spec as FoldWindowsSpec<number>; // just tested
  return { run, tasks: foldWindowsTasks(fixed), work: 12 * fixed.window };
}
