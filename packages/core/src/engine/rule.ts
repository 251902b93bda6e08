import type { Operand } from "../seam/backend.js";
import type { ValueInfo } from "../seam/infer.js";
import type { PrimitiveAttributes, PrimitiveName } from "../seam/primitives.js";
import type { Tensor } from "../tensor.js";

/** Stands for the op's own output in `Rule.uses`. */
export const OUTPUT = -1;

/**
 * One partial derivative: `of(g, …used)` is the gradient of one input, where g is the gradient of the output and `used` are
 * the inputs (by index) and the output (`OUTPUT`) that it names. Written in Tensor ops, so it can be differentiated again.
 */
export interface Rule {
  readonly uses: readonly number[];
  readonly of: (g: Tensor, ...used: Tensor[]) => Tensor;
}

/**
 * The partial derivative for input `index`; undefined where none exists. Called only when a gradient is recorded.
 * `inputs` are shapes and dtypes, or numbers where a number was given; `uses` names tensors only.
 */
export type Derivative<K extends PrimitiveName> = (
  index: number,
  attributes: PrimitiveAttributes[K],
  inputs: readonly Operand<ValueInfo>[],
  output: ValueInfo,
) => Rule | undefined;
