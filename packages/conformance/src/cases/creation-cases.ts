import { type DType, showShape } from "@tenon/core";
import type { Case } from "../case.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { EMPTY_SHAPES, RANK_5, SHAPES } from "../samples/shapes.js";
import { specialValues } from "../samples/specials.js";
import { ALL } from "./dtypes.js";
import { type Sample, sampleCase } from "./sample-case.js";

const FILLS = [0, 1, 2, -1, 0.1, -0, 1.5, -2.7, 127.6, 300, -300, 65520, 1e10, -1e10, 1e39, 2 ** -150].concat(
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
);

/** What comes from the host: upload and read, full, iota. */
export const creationCases: readonly Case[] = ALL.flatMap((dtype) => checks(dtype));

function checks(dtype: DType): Case[] {
  const stored = { storage: [dtype] };
  const computed = { compute: [dtype] };
  const specials = specialValues(dtype);
  const allShapes = [...SHAPES, ...EMPTY_SHAPES];
  const cases = [
    sampleCase(`upload/${dtype}/values`, stored, (stream) =>
      allShapes.map(
        (shape): Sample => ({
          label: showShape(shape),
          inputs: [stream.tensor(shape, dtype)],
          program: (_, [x]) => x!,
        }),
      ),
    ),
    sampleCase(`upload/${dtype}/specials`, stored, () => [
      {
        label: "special values keep every bit",
        inputs: [hostTensor([specials.length], dtype, specials)],
        program: (_, [x]) => x!,
      },
    ]),
    sampleCase(`full/${dtype}/values`, computed, () =>
      FILLS.map(
        (value): Sample => ({
          label: `filled with ${value}`,
          inputs: [],
          program: (ops) => ops.full([2, 3], value, dtype),
        }),
      ),
    ),
    sampleCase(`full/${dtype}/shapes`, computed, () =>
      allShapes.map(
        (shape): Sample => ({
          label: showShape(shape),
          inputs: [],
          program: (ops) => ops.full(shape, 1, dtype),
        }),
      ),
    ),
  ];
  if (dtype !== "bool")
    cases.push(
      sampleCase(`iota/${dtype}/shapes`, computed, () =>
        [...allShapes, [200]].flatMap((shape) =>
          shape.map(
            (_, axis): Sample => ({
              label: `${showShape(shape)} along ${axis}`,
              inputs: [],
              program: (ops) => ops.iota(shape, axis, dtype),
            }),
          ),
        ),
      ),
    );
  if (dtype === "float32")
    cases.push(
      sampleCase("upload/float32/rank-5", { ...stored, rank: 5 }, (stream) => [
        { label: showShape(RANK_5), inputs: [stream.tensor(RANK_5, dtype)], program: (_, [x]) => x! },
      ]),
    );
  return cases;
}
