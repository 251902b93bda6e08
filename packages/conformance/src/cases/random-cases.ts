import type { Case } from "../case.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { ODD_SIZES } from "../samples/shapes.js";
import { type Sample, sampleCase } from "./sample-case.js";

const KEYS = [
  [0, 0],
  [-1, -1],
  [0x13198a2e, 0x03707344],
  [1, 0],
  [0, 1],
  [-2147483648, 2147483647],
] as const;

const OFFSETS = [0, 1, 2, 1000003, 2 ** 31 - 1];

/** Random bits are specified exactly: one seed, one stream, on every backend. */
export const randomCases: readonly Case[] = (["int32", "float32"] as const).flatMap((dtype) => {
  const needs = { compute: ["int32", dtype] as const };
  return [
    sampleCase(`random/${dtype}/keys`, needs, () =>
      KEYS.map(
        (key): Sample => ({
          label: `key [${key}]`,
          inputs: [hostTensor([2], "int32", key)],
          program: (ops, [k]) => ops.randomUniform([9], dtype, k!, 0),
        }),
      ),
    ),
    sampleCase(`random/${dtype}/offsets`, needs, () =>
      OFFSETS.flatMap((offset): Sample[] => [
        {
          label: `offset ${offset}`,
          inputs: [hostTensor([2], "int32", [7, 11])],
          program: (ops, [k]) => ops.randomUniform([6], dtype, k!, offset),
        },
        {
          label: `offset ${offset} as a tensor`,
          inputs: [hostTensor([2], "int32", [7, 11]), hostTensor([], "int32", [offset])],
          program: (ops, [k, at]) => ops.randomUniform([6], dtype, k!, at!),
        },
      ]),
    ),
    sampleCase(`random/${dtype}/shapes`, needs, () =>
      [[], [1], [0], [2, 3], [3, 0, 2], [2, 3, 5], ...ODD_SIZES.map((size) => [size]), [1031]].map(
        (shape): Sample => ({
          label: `shape [${shape}]`,
          inputs: [hostTensor([2], "int32", [42, -7])],
          program: (ops, [k]) => ops.randomUniform(shape, dtype, k!, 3),
        }),
      ),
    ),
    sampleCase(`random/${dtype}/key-is-a-view`, needs, () => [
      {
        label: "key sliced and flipped",
        inputs: [hostTensor([4], "int32", [5, 6, 7, 8])],
        program: (ops, [x]) => ops.randomUniform([5], dtype, ops.flip(ops.slice(x!, [1], [2], [2]), [0]), 0),
      },
      {
        label: "key from an operation",
        inputs: [hostTensor([2], "int32", [5, 6]), hostTensor([1], "int32", [9])],
        program: (ops, [x, y]) => ops.randomUniform([5], dtype, ops.binary("bitXor", x!, y!), 1),
      },
    ]),
  ];
});
