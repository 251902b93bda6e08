import { showShape, sizeOf, TenonError } from "@tenon/core";

/** How many inputs reach one output of a weight, and how many outputs one input reaches. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Fans of a weight [O, I, …K], as PyTorch counts them: I·K and O·K. */
export function fansOf(op: string, shape: readonly number[]): Fans {
  const [outputs, inputs, ...kernel] = shape;
  if (outputs === undefined || inputs === undefined)
    throw new TenonError(
      "shape_mismatch",
      `${op}: a weight [O, I, ...K] was expected, ${showShape(shape)} was given`,
      "zeros or uniform for vectors",
      { shape },
    );
  const area = sizeOf(kernel);
  return { fanIn: inputs * area, fanOut: outputs * area };
}
