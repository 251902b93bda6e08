import { type DType, isFloat } from "@tenon/core";
import type { Case } from "../case.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { EMPTY_SHAPES } from "../samples/shapes.js";
import { specialValues } from "../samples/specials.js";
import { usualDomain } from "../samples/stream.js";
import { VIEWS } from "../samples/views.js";
import { ALL } from "./dtypes.js";
import { type Sample, sampleCase } from "./sample-case.js";

/** Values near the ends of every integer dtype and near the rounding points of every float dtype. */
const EDGES: readonly number[] = [
  ...[126.5, 127, 127.9, 128, 129, 254.5, 255, 255.9, 256, 257, 300, 1000, 65503, 65504, 65519, 65520, 70000],
  ...[2147483520, 2147483647, 2147483648, 4294967295, 4294967296, 1e10, 1e20, 3e38, 1e39, 1e300],
  ...[1.0009765625, 1.00048828125, 1.001464843750001, 1.00390625, 1.01171875, 1.1, 16777217, 16777219, 33554435],
  ...[
    2 ** -14,
    2 ** -15,
    2 ** -24,
    2 ** -25,
    1.5 * 2 ** -25,
    2 ** -26,
    2 ** -126,
    2 ** -133,
    2 ** -134,
    2 ** -149,
    2 ** -150,
  ],
].flatMap((value) => [value, -value]);

/** Every dtype to every dtype; either may be held without computing. */
export const castCases: readonly Case[] = ALL.flatMap((from) => ALL.flatMap((to) => checks(from, to)));

function checks(from: DType, to: DType): Case[] {
  const needs = { storage: [from, to] };
  const id = (check: string) => `cast/${from}-to-${to}/${check}`;
  const specials = [...specialValues(from), ...EDGES.filter((value) => holds(from, value))];
  return [
    sampleCase(id("values"), needs, (stream) => [
      {
        label: "small values",
        inputs: [stream.tensor([131], from, isFloat(from) ? { low: -300, high: 300 } : usualDomain(from))],
        program: (ops, [x]) => ops.cast(x!, to),
      },
      ...[[], [1], [2, 3, 4], ...EMPTY_SHAPES].map(
        (shape): Sample => ({
          label: `shape [${shape}]`,
          inputs: [stream.tensor(shape, from)],
          program: (ops, [x]) => ops.cast(x!, to),
        }),
      ),
    ]),
    sampleCase(id("specials"), needs, () => [
      {
        label: "special values and edges",
        inputs: [hostTensor([specials.length], from, specials)],
        program: (ops, [x]) => ops.cast(x!, to),
      },
    ]),
    sampleCase(id("views"), needs, (stream) =>
      VIEWS.map(({ name, source, move }) => ({
        label: name,
        inputs: [stream.tensor(source, from)],
        program: (ops, [x]) => ops.cast(move(ops, x!), to),
      })),
    ),
  ];
}

function holds(dtype: DType, value: number): boolean {
  if (isFloat(dtype)) return true;
  return hostTensor([1], dtype, [value]).data[0] === value;
}
