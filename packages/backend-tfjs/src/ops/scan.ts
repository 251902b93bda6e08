import { type ArgReduceOp, hostArray, type ScanOp, type ScanOptions, sizeOf } from "@tenon/core";
import type { Engine } from "../engine.js";
import { reshaped, type TfjsHandle, viewed } from "../handle.js";
import { argReduceMiddle, argsortMiddle, scanMiddle } from "../host/reductions.js";
import { reducedShape, sizeBetween } from "../shapes.js";

/** A running reduction: by kernel for sums and products of floats and sums of integers, else on the host. */
export function scan(engine: Engine, op: ScanOp, x: TfjsHandle, axis: number, options: ScanOptions): TfjsHandle {
  if (sizeOf(x.shape) === 0) return engine.share(x);
  const [outer, length, inner] = around(x.shape, axis);
  const kernel = op === "sum" ? "Cumsum" : op === "prod" && x.dtype === "float32" ? "Cumprod" : undefined;
  if (kernel === undefined || x.dtype === "bool")
    return engine.make(scanMiddle(op, engine.values(x), x.dtype, outer, length, inner, options), x.shape, x.dtype);
  const { reverse, exclusive } = options;
  const rows = inner === 1 ? [outer, length] : [outer, length, inner];
  return reshaped(engine.run(kernel, { x: viewed(x, rows) }, { axis: 1, reverse, exclusive }), x.shape);
}

/** The index of the first extreme along `axis`. Kernels pass over NaN, so floats are searched on the host. */
export function argReduce(engine: Engine, op: ArgReduceOp, x: TfjsHandle, axis: number): TfjsHandle {
  const shape = reducedShape(x.shape, [axis]);
  const [outer, length, inner] = around(x.shape, axis);
  if (sizeOf(x.shape) === 0) return engine.fill(shape, 0, "int32");
  if (x.dtype === "int32") {
    const rows = inner === 1 ? [outer, length] : [outer, length, inner];
    return reshaped(engine.run(op === "max" ? "ArgMax" : "ArgMin", { x: viewed(x, rows) }, { axis: 1 }), shape);
  }
  return engine.make(argReduceMiddle(op, engine.values(x), outer, length, inner), shape, "int32");
}

/** The stable order along `axis`, on the host: engines sort neither stably nor with NaN last. */
export function argsort(engine: Engine, x: TfjsHandle, axis: number, descending: boolean): TfjsHandle {
  if (sizeOf(x.shape) === 0) return engine.make(hostArray("int32", 0), x.shape, "int32");
  const [outer, length, inner] = around(x.shape, axis);
  return engine.make(argsortMiddle(engine.values(x), outer, length, inner, descending), x.shape, "int32");
}

/** The sizes before, along and behind an axis. */
function around(shape: readonly number[], axis: number): [outer: number, length: number, inner: number] {
  return [sizeBetween(shape, 0, axis), shape[axis]!, sizeBetween(shape, axis + 1, shape.length)];
}
