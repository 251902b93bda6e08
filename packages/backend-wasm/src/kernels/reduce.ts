import { stridesOf } from "@tenon/core";
import type { ModuleBuilder } from "../assembler/index.js";
import { emitElementwise } from "./elementwise.js";
import { emitReduceColumns } from "./reduce-columns.js";
import { emitReduceRows } from "./reduce-rows.js";
import { alongRows, type ReduceSpec } from "./reduce-spec.js";
import { type Kernel, known } from "./spec.js";

/**
 * Adds the kernel of a reduction: `run(begin, end, output, ...inputs, ...sizes)`.
 * Order of given sizes: the shape, then each memory input's strides.
 */
export function emitReduce(m: ModuleBuilder, spec: ReduceSpec): Kernel {
  if (spec.reduced.includes(true)) return alongRows(spec) ? emitReduceRows(m, spec) : emitReduceColumns(m, spec);
  // Only axes of size 1 were reduced: a copy.
  const { shape, inputs, steps, value } = spec;
  if (!known(shape)) throw new RangeError("a reduction over nothing needs a known shape");
  return emitElementwise(m, { shape, inputs, steps, outputs: [{ step: value, strides: stridesOf(shape) }] });
}
