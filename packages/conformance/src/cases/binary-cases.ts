import { BINARY_OPS, type BinaryOp, type DType, showShape } from "@tenon/core";
import type { Case } from "../case.js";
import type { Program } from "../program.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import { BROADCASTS, RANK_5, RANK_7, SHAPES } from "../samples/shapes.js";
import { allPairs, fewSpecialValues } from "../samples/specials.js";
import { type Domain, INTEGER_DOMAIN, type Stream, usualDomain } from "../samples/stream.js";
import { ALL, FLOATS, INTEGERS, NUMBERS } from "./dtypes.js";
import { operandViews } from "./operand-views.js";
import { type Sample, sampleCase } from "./sample-case.js";

const DTYPES_OF: Readonly<Partial<Record<BinaryOp, readonly DType[]>>> = {
  max: ALL,
  min: ALL,
  atan2: FLOATS,
  and: ["bool"],
  or: ["bool"],
  xor: ["bool"],
  shl: ["int32"],
  shr: ["int32"],
  bitAnd: ["int32"],
  bitOr: ["int32"],
  bitXor: ["int32"],
};

const EMPTY_PAIRS: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[0], [0]],
  [[0], [1]],
  [[], [0]],
  [
    [2, 0],
    [2, 1],
  ],
  [[0, 3], [3]],
];

/** Every binary op on every dtype that takes it. */
export const binaryCases: readonly Case[] = BINARY_OPS.flatMap((op) =>
  (DTYPES_OF[op] ?? NUMBERS).flatMap((dtype) => checks(op, dtype)),
);

function checks(op: BinaryOp, dtype: DType): Case[] {
  const id = (check: string) => `binary/${op}/${dtype}/${check}`;
  const needs = { compute: [dtype] };
  const program: Program = (ops, [a, b]) => ops.binary(op, a!, b!);
  const [left, right] = domainsOf(op, dtype);
  const on = (stream: Stream, a: readonly number[], b: readonly number[]): Sample => ({
    label: `${showShape(a)} and ${showShape(b)}`,
    inputs: [stream.tensor(a, dtype, left), stream.tensor(b, dtype, right)],
    program,
  });
  const cases = [
    sampleCase(id("values"), needs, (stream) => [
      on(stream, [131], [131]),
      ...SHAPES.map((shape) => on(stream, shape, shape)),
      {
        label: "one handle on both sides",
        inputs: [stream.tensor([19], dtype, positive(left))],
        program: (ops, [x]) => ops.binary(op, x!, x!),
      },
    ]),
    sampleCase(id("broadcast"), needs, (stream) =>
      BROADCASTS.flatMap(([a, b]) => [on(stream, a, b), on(stream, b, a)]),
    ),
    sampleCase(id("views"), needs, (stream) =>
      operandViews(
        (shape, side) => stream.tensor(shape, dtype, side === 0 ? left : right),
        (ops, a, b) => ops.binary(op, a, b),
      ),
    ),
    sampleCase(id("empty"), needs, (stream) => EMPTY_PAIRS.flatMap(([a, b]) => [on(stream, a, b), on(stream, b, a)])),
    sampleCase(id("number"), needs, (stream) =>
      numbersFor(dtype, right).flatMap((value) => [
        withNumber(stream.tensor([4, 17], dtype, left), value, (ops, [x]) => ops.binary(op, x!, value)),
        withNumber(stream.tensor([4, 17], dtype, right), value, (ops, [x]) => ops.binary(op, value, x!)),
      ]),
    ),
  ];
  if (dtype !== "bool") {
    const { left: a, right: b } = allPairs(fewSpecialValues(dtype));
    cases.push(
      sampleCase(id("specials"), { ...needs, strict: true }, () => [
        {
          label: "all pairs of special values",
          inputs: [hostTensor([a.length], dtype, a), hostTensor([b.length], dtype, b)],
          program,
        },
      ]),
    );
  }
  if (dtype === "float32") {
    cases.push(
      sampleCase(id("rank-5"), { ...needs, rank: 5 }, (stream) => [on(stream, RANK_5, [3, 1, 2])]),
      sampleCase(id("rank-7"), { ...needs, rank: 7 }, (stream) => [on(stream, RANK_7, [3, 1, 2])]),
    );
  }
  return cases;
}

function withNumber(x: HostTensor, value: number, program: Program): Sample {
  return { label: `with the number ${value}`, inputs: [x], program };
}

/** Numbers that core lets meet `dtype`: whole ones for integers. 0.1 shows whether float32 rounds it first. */
function numbersFor(dtype: DType, domain: Domain): readonly number[] {
  if (dtype === "bool") return [0, 1];
  if (INTEGERS.includes(dtype)) return [0, 2, 3].filter((value) => value <= domain.high);
  return [0, 2, 0.1];
}

function domainsOf(op: BinaryOp, dtype: DType): readonly [Domain, Domain] {
  const usual = usualDomain(dtype);
  if (op === "shl" || op === "shr") return [INTEGER_DOMAIN.int32, { low: -5, high: 40 }];
  if (op.startsWith("bit")) return [INTEGER_DOMAIN.int32, INTEGER_DOMAIN.int32];
  if (op === "pow") return FLOATS.includes(dtype) ? [{ low: 0.1, high: 5 }, usual] : [usual, { low: 0, high: 6 }];
  return [usual, usual];
}

/** pow of a negative base with a fraction is NaN: one handle on both sides stays above. */
function positive({ low, high }: Domain): Domain {
  return { low: Math.max(low, 0), high };
}
