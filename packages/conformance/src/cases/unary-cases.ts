import { type DType, showShape, UNARY_OPS, type UnaryOp } from "@tenon/core";
import type { Case } from "../case.js";
import type { Program } from "../program.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { EMPTY_SHAPES, RANK_5, RANK_7, SHAPES } from "../samples/shapes.js";
import { specialValues } from "../samples/specials.js";
import { type Domain, INTEGER_DOMAIN, type Stream, usualDomain } from "../samples/stream.js";
import { VIEWS } from "../samples/views.js";
import { FLOATS, NUMBERS } from "./dtypes.js";
import { type Sample, sampleCase } from "./sample-case.js";

const ON_INTEGERS: readonly UnaryOp[] = ["neg", "abs", "sign", "relu"];

/** Where each function is interesting; the first interval also feeds the checks on shapes. */
const DOMAINS: Readonly<Partial<Record<UnaryOp, readonly Domain[]>>> = {
  exp: [between(-5, 5), between(-0.01, 0.01)],
  expm1: [between(-5, 5), between(-0.01, 0.01)],
  log: [between(0.01, 20), between(0.9, 1.1)],
  log1p: [between(-0.9, 20), between(-0.01, 0.01)],
  sqrt: [between(0, 50), between(0, 0.01)],
  rsqrt: [between(0.01, 50)],
  sin: [between(-8, 8), between(-0.01, 0.01), between(-100, 100)],
  cos: [between(-8, 8), between(-100, 100)],
  tan: [between(-1.5, 1.5), between(-10, 10)],
  asin: [between(-1, 1)],
  acos: [between(-1, 1)],
  tanh: [between(-4, 4), between(-0.01, 0.01), between(-20, 20)],
  erf: [between(-3, 3), between(-0.01, 0.01), between(-8, 8)],
  sigmoid: [between(-8, 8), between(-30, 30)],
  atan: [between(-8, 8), between(-1000, 1000)],
};

/** Every unary op on every dtype that takes it. */
export const unaryCases: readonly Case[] = UNARY_OPS.flatMap((op) =>
  dtypesOf(op).flatMap((dtype) => checks(op, dtype)),
);

function dtypesOf(op: UnaryOp): readonly DType[] {
  if (op === "not") return ["bool"];
  return ON_INTEGERS.includes(op) ? NUMBERS : FLOATS;
}

function checks(op: UnaryOp, dtype: DType): Case[] {
  const id = (check: string) => `unary/${op}/${dtype}/${check}`;
  const needs = { compute: [dtype] };
  const program: Program = (ops, [x]) => ops.unary(op, x!);
  const domains = domainsOf(op, dtype);
  const on = (stream: Stream, shape: readonly number[], domain = domains[0]!): Sample => ({
    label: showShape(shape),
    inputs: [stream.tensor(shape, dtype, domain)],
    program,
  });
  const cases = [
    sampleCase(id("values"), needs, (stream) => domains.map((domain) => on(stream, [131], domain))),
    sampleCase(id("shapes"), needs, (stream) => SHAPES.map((shape) => on(stream, shape))),
    sampleCase(id("views"), needs, (stream) =>
      VIEWS.map(({ name, source, move }) => ({
        label: name,
        inputs: [stream.tensor(source, dtype, domains[0])],
        program: (ops, [x]) => ops.unary(op, move(ops, x!)),
      })),
    ),
    sampleCase(id("empty"), needs, (stream) => EMPTY_SHAPES.map((shape) => on(stream, shape))),
  ];
  if (op !== "not") {
    const specials = specialValues(dtype);
    cases.push(
      sampleCase(id("specials"), { ...needs, strict: true }, () => [
        { label: "special values", inputs: [hostTensor([specials.length], dtype, specials)], program },
      ]),
    );
  }
  if (dtype === "float32") {
    cases.push(
      sampleCase(id("rank-5"), { ...needs, rank: 5 }, (stream) => [on(stream, RANK_5)]),
      sampleCase(id("rank-7"), { ...needs, rank: 7 }, (stream) => [on(stream, RANK_7)]),
    );
  }
  return cases;
}

function domainsOf(op: UnaryOp, dtype: DType): readonly Domain[] {
  if (dtype === "bool" || dtype === "int8" || dtype === "uint8" || dtype === "int32") return [INTEGER_DOMAIN[dtype]];
  return DOMAINS[op] ?? [usualDomain(dtype), between(-1000, 1000)];
}

function between(low: number, high: number): Domain {
  return { low, high };
}
