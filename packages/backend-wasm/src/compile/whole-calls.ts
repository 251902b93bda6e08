import { sizeOf } from "@tenon/core";
import { emitArgReduce } from "../kernels/arg-reduce.js";
import { emitFoldWindows, type FoldWindowsSpec, foldWindowsSizes, foldWindowsTasks } from "../kernels/fold-windows.js";
import { emitGather, emitScatter, gatherTasks, type IndexedShape, scatterTasks } from "../kernels/indexed.js";
import { lineTasks } from "../kernels/lines.js";
import { emitRandom, randomTasks } from "../kernels/random.js";
import { emitScan } from "../kernels/scan.js";
import type { Source, WholeOp } from "./ir.js";
import type { KernelCall } from "./kernel-call.js";
import { type Layout, reshapeLayout } from "./layout.js";
import type { Place } from "./loop-program.js";
import { specKey } from "./spec-key.js";

/** Kernels of the primitives that stand alone. All their sizes are given, so each is emitted once per dtype. */
export function wholeCall(op: WholeOp): KernelCall | undefined {
  const { node } = op;
  const places = [{ block: op.block, offset: 0 }, ...op.sources.map(placeOf)];
  const { dtype } = op.block;
  switch (node.op) {
    case "randomUniform": {
      const spec = { dtype: node.attributes.dtype, size: "given" as const };
      const size = sizeOf(op.shape);
      return {
        key: specKey("random", spec),
        emit: (m) => emitRandom(m, spec),
        places,
        sizes: [size],
        tasks: randomTasks(size),
      };
    }
    case "argReduce": {
      const { box, sizes, tasks } = linesOf(op.sources[0]!.layout.shape, node.attributes.axis, false);
      const spec = { ...box, op: node.attributes.op, dtype: op.sources[0]!.dtype };
      return { key: specKey("argReduce", spec), emit: (m) => emitArgReduce(m, spec), places, sizes, tasks };
    }
    case "scan": {
      const { op: scan, axis, reverse, exclusive } = node.attributes;
      const { box, sizes, tasks } = linesOf(op.shape, axis, true);
      const spec = { ...box, op: scan, reverse, exclusive, dtype };
      return { key: specKey("scan", spec), emit: (m) => emitScan(m, spec), places, sizes, tasks };
    }
    case "foldWindows": {
      const fixed = { dtype, ...foldOf(op) };
      const g = "given";
      const x = [g, g, g, g] as const;
      const spec = { dtype, outer: g, count: g, inner: g, window: g, length: g, stride: g, dilation: g, x } as const;
      const sizes = foldWindowsSizes(fixed);
      return {
        key: specKey("fold", spec),
        emit: (m) => emitFoldWindows(m, spec),
        places,
        sizes,
        tasks: foldWindowsTasks(fixed),
      };
    }
    case "gather": {
      const shape = indexed(op.sources[0]!.layout.shape, node.attributes.axis, op.sources[1]!);
      const spec = { ...GIVEN, dtype };
      const emit: KernelCall["emit"] = (m) => emitGather(m, spec);
      return { key: specKey("gather", spec), emit, places, sizes: listOf(shape), tasks: gatherTasks(shape) };
    }
    case "scatter": {
      const shape = indexed(op.shape, node.attributes.axis, op.sources[0]!);
      const spec = { ...GIVEN, op: node.attributes.op, dtype };
      const emit: KernelCall["emit"] = (m) => emitScatter(m, spec);
      return { key: specKey("scatter", spec), emit, places, sizes: listOf(shape), tasks: scatterTasks(shape) };
    }
    default:
      return undefined;
  }
}

/** The operand of `foldWindows` as its kernel sees it: [outer, count, inner, window]; `undefined` if strides cannot. */
export function foldedLayout(x: Layout, axis: number): Layout | undefined {
  const { shape } = x;
  const inner = sizeOf(shape.slice(axis + 1, -1));
  return reshapeLayout(x, [sizeOf(shape.slice(0, axis)), shape[axis]!, inner, shape.at(-1)!]);
}

const GIVEN = { outer: "given", axis: "given", inner: "given", count: "given" } as const;

function placeOf(source: Source): Place {
  if (source.kind !== "block") throw new Error("an operand that is no tensor was not copied");
  return { block: source.block, offset: source.layout.offset };
}

function indexed(shape: readonly number[], axis: number, indices: Source): IndexedShape<number> {
  return {
    outer: sizeOf(shape.slice(0, axis)),
    axis: shape[axis]!,
    inner: sizeOf(shape.slice(axis + 1)),
    count: sizeOf(indices.layout.shape),
  };
}

function listOf({ outer, axis, inner, count }: IndexedShape<number>): number[] {
  return [outer, axis, inner, count];
}

function foldOf({ node, sources }: WholeOp): Omit<FoldWindowsSpec<number>, "dtype"> {
  if (node.op !== "foldWindows") throw new Error("not foldWindows");
  const { axis, length, stride, dilation } = node.attributes;
  const { shape, strides } = foldedLayout(sources[0]!.layout, axis)!; // lowering copied what has none
  const [outer, count, inner, window] = shape as unknown as readonly [number, number, number, number]; // its four axes
  const x = strides as unknown as readonly [number, number, number, number]; // as above
  return { outer, count, inner, window, length, stride, dilation, x };
}

/**
 * A dense tensor as lines along `axis`, four side by side: neighbours along the last axis, or whole lines when `axis` is
 * the last. `keeps` says that the output has the axis too.
 */
function linesOf(shape: readonly number[], axis: number, keeps: boolean) {
  const length = shape[axis]!;
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const g = "given" as const;
  if (inner > 1) {
    const box = { shape: [g, g, g], output: [g, g, 1], input: [g, g, 1] } as const;
    const output = keeps ? [length * inner, inner] : [inner, 0];
    return { box, sizes: [outer, length, inner, ...output, length * inner, inner], tasks: lineTasks(outer, inner) };
  }
  const box = { shape: [g, g, g], output: [g, g, g], input: [g, g, g] } as const;
  const output = keeps ? [0, 1, length] : [0, 0, 1];
  return { box, sizes: [1, length, outer, ...output, 0, 1, length], tasks: lineTasks(1, outer) };
}
