import { type ScatterOp, TenonError } from "@tenon/core";
import { isFloatFormat, requireExact, store, ulp } from "./elementwise.js";
import { flatIndex, forEachIndex, replaceAt } from "./index-tuples.js";
import { pick } from "./movement.js";
import { roundings } from "./reductions.js";
import type { ReferenceTensor } from "./reference-tensor.js";

export function gather(x: ReferenceTensor, indices: ReferenceTensor, axis: number): ReferenceTensor {
  checkIndices("gather", indices, x.shape[axis]!);
  const shape = replaceAt(x.shape, axis, ...indices.shape);
  return pick(x, shape, (index) => flatIndex(x.shape, targetOf(index, indices, axis)));
}

export function scatter(
  op: ScatterOp,
  base: ReferenceTensor,
  indices: ReferenceTensor,
  updates: ReferenceTensor,
  axis: number,
): ReferenceTensor {
  requireExact("scatter", base, updates);
  checkIndices("scatter", indices, base.shape[axis]!);
  const data = base.data.slice();
  const magnitude = base.data.map(Math.abs);
  const count = new Float64Array(data.length);
  forEachIndex(updates.shape, (index, flat) => {
    const target = flatIndex(base.shape, targetOf(index, indices, axis));
    const update = updates.data[flat]!;
    data[target] = op === "set" ? update : added(base, data[target]!, update);
    magnitude[target]! += Math.abs(update);
    count[target]!++;
  });
  // float32 and float64 add in index order, one rounding each; 16-bit floats may add in float32 and round once
  if (op === "set" || !isFloatFormat(base.dtype)) return { shape: base.shape, dtype: base.dtype, data };
  const narrow = base.dtype === "float16" || base.dtype === "bfloat16";
  const bound = data.map((value, i) =>
    narrow && count[i]! > 1 ? roundings(base.dtype, count[i]!, magnitude[i]!, value) + ulp(base.dtype, value) : 0,
  );
  return { shape: base.shape, dtype: base.dtype, data: data.map((value) => store(base.dtype, value)), bound };
}

/** Indices that data brings in are checked when the op runs, as an eager backend does. */
function checkIndices(op: string, indices: ReferenceTensor, length: number): void {
  for (const index of indices.data)
    if (index < 0 || index >= length)
      throw new TenonError("index_out_of_range", `${op}: index ${index} is outside 0 … ${length - 1}`, "a valid index");
}

function added(base: ReferenceTensor, a: number, b: number): number {
  const narrow = base.dtype === "float16" || base.dtype === "bfloat16";
  return narrow ? a + b : store(base.dtype, a + b);
}

/** The index into the gathered tensor: the entries that run over `indices` give way to the entry found there. */
function targetOf(index: readonly number[], indices: ReferenceTensor, axis: number): number[] {
  const rank = indices.shape.length;
  const found = indices.data[flatIndex(indices.shape, index.slice(axis, axis + rank))]!;
  return [...index.slice(0, axis), found, ...index.slice(axis + rank)];
}
