import { type DType, isFloat, SCAN_OPS, type ScanOp, type ScanOptions, showShape } from "@tenon/core";
import type { Case } from "../case.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { EMPTY_SHAPES, ODD_SIZES, RANK_5 } from "../samples/shapes.js";
import { type Domain, INTEGER_DOMAIN, type Stream, usualDomain } from "../samples/stream.js";
import { VIEWS } from "../samples/views.js";
import { NUMBERS } from "./dtypes.js";
import { type Sample, sampleCase } from "./sample-case.js";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const ROWS = [
  [1, nan, 2, 3],
  [inf, 1, -inf, 2],
  [-inf, -inf, 1, 0],
  [2, 0, inf, 1],
];

const OPTIONS: readonly ScanOptions[] = [
  { reverse: false, exclusive: false },
  { reverse: true, exclusive: false },
  { reverse: false, exclusive: true },
  { reverse: true, exclusive: true },
];

/** Every running reduction on every number dtype, each with its four options. */
export const scanCases: readonly Case[] = SCAN_OPS.flatMap((op) => NUMBERS.flatMap((dtype) => checks(op, dtype)));

function checks(op: ScanOp, dtype: DType): Case[] {
  const id = (check: string) => `scan/${op}/${dtype}/${check}`;
  const needs = { compute: [dtype] };
  const domain = domainOf(op, dtype);
  const on = (stream: Stream, shape: readonly number[], axis: number): Sample => ({
    label: `${showShape(shape)} along ${axis}`,
    inputs: [stream.tensor(shape, dtype, domain)],
    program: (ops, [x]) => OPTIONS.map((options) => ops.scan(op, x!, axis, options)),
  });
  const cases = [
    sampleCase(id("values"), needs, (stream) => [
      on(stream, [1], 0),
      on(stream, [3, 4], 0),
      on(stream, [3, 4], 1),
      on(stream, [2, 3, 4], 1),
      on(stream, [2, 1, 3, 2], 2),
      ...ODD_SIZES.map((size) => on(stream, [size], 0)),
      on(stream, [17, 3], 0),
      ...EMPTY_SHAPES.map((shape) => on(stream, shape, 0)),
    ]),
    sampleCase(id("views"), needs, (stream) =>
      VIEWS.map(({ name, source, move }) => ({
        label: name,
        inputs: [stream.tensor(source, dtype, domain)],
        program: (ops, [x]) => OPTIONS.map((options) => ops.scan(op, move(ops, x!), 0, options)),
      })),
    ),
  ];
  if (isFloat(dtype))
    cases.push(
      sampleCase(id("specials"), { ...needs, strict: true }, () => [
        {
          label: "rows of special values",
          inputs: [hostTensor([ROWS.length, 4], dtype, ROWS.flat())],
          program: (ops, [x]) => OPTIONS.map((options) => ops.scan(op, x!, 1, options)),
        },
      ]),
    );
  else
    cases.push(
      sampleCase(id("overflow"), needs, (stream) => [
        {
          label: "the whole range",
          inputs: [stream.tensor([2, 33], dtype, INTEGER_DOMAIN[dtype as "int32"])], // a number, not a float
          program: (ops, [x]) => OPTIONS.map((options) => ops.scan(op, x!, 1, options)),
        },
      ]),
    );
  if (dtype === "float32")
    cases.push(sampleCase(id("rank-5"), { ...needs, rank: 5 }, (stream) => [on(stream, RANK_5, 2)]));
  return cases;
}

function domainOf(op: ScanOp, dtype: DType): Domain {
  return op === "prod" && isFloat(dtype) ? { low: 0.9, high: 1.1 } : usualDomain(dtype);
}
