import { type DType, nonzeroSync, showShape, type Tensor, uniqueSync } from "@tenon/core";
import type { Case } from "../case.js";
import { onTensors } from "../runner/run-function.js";
import { BROADCASTS, EMPTY_SHAPES, RANK_5, RANK_7, SHAPES } from "../samples/shapes.js";
import { Stream } from "../samples/stream.js";
import { VIEWS } from "../samples/views.js";
import { asTheReference, type Call, flattened } from "./as-the-reference.js";
import { ACTIVATIONS, BINARY, BINARY_INTEGERS, UNARY } from "./valid-calls/elementwise-calls.js";
import { MOVES } from "./valid-calls/movement-calls.js";
import { REDUCTIONS } from "./valid-calls/reduction-calls.js";

/** Every function that takes any shape, on all of them: no elements, one, odd numbers of them, broadcasts, views of views. */
export const shapeCases: readonly Case[] = [
  ...Object.entries<(x: Tensor) => unknown>({ ...UNARY, ...ACTIVATIONS, ...MOVES }).flatMap(([name, f]) =>
    ofOne(name, f),
  ),
  ...Object.entries<(x: Tensor, options?: { readonly axis: number }) => unknown>(REDUCTIONS).flatMap(([name, f]) => [
    ...ofOne(name, f),
    ...ofOne(name, (x) => f(x, { axis: 0 }), "-of-the-first-axis"),
  ]),
  ...Object.entries<(x: Tensor) => unknown>({ nonzeroSync, uniqueSync })
    .flatMap(([name, f]) => ofOne(name, f))
    .map((one): Case => ({ ...one, needs: { ...one.needs, sync: true }, modes: ["eager"] })), // they read
  ...Object.entries<(a: Tensor, b: Tensor) => unknown>(BINARY).flatMap(([name, f]) => ofTwo(name, f, "float32")),
  ...Object.entries<(a: Tensor, b: Tensor) => unknown>(BINARY_INTEGERS).flatMap(([name, f]) => ofTwo(name, f, "int32")),
];

function ofOne(name: string, f: (x: Tensor) => unknown, how = ""): Case[] {
  const id = (check: string) => `function/${name}/float32/${check}${how}`;
  const on = (shape: readonly number[]): Call => ({
    label: showShape(shape),
    inputs: [drawn(`${name} ${shape}`, shape, "float32")],
    program: flattened((x) => f(x!)),
  });
  return [
    referenceCase(id("shapes"), 4, SHAPES.map(on)),
    referenceCase(id("empty"), 4, EMPTY_SHAPES.map(on)),
    referenceCase(id("rank-5"), 5, [on(RANK_5)]),
    referenceCase(id("rank-7"), 7, [on(RANK_7)]),
    referenceCase(
      id("views"),
      4,
      VIEWS.map(({ name: view, source, move }) => ({
        label: view,
        inputs: [drawn(`${name} ${view}`, source, "float32")],
        program: flattened((x) => f(move(onTensors, x!))),
      })),
    ),
  ];
}

function ofTwo(name: string, f: (a: Tensor, b: Tensor) => unknown, dtype: DType): Case[] {
  const id = (check: string) => `function/${name}/${dtype}/${check}`;
  const on = (left: readonly number[], right: readonly number[]): Call => ({
    label: `${showShape(left)} and ${showShape(right)}`,
    inputs: [drawn(`${name} ${left}`, left, dtype), drawn(`${name} right ${right}`, right, dtype)],
    program: flattened((a, b) => f(a!, b!)),
  });
  const same = (shapes: readonly (readonly number[])[]) => shapes.map((shape) => on(shape, shape));
  return [
    referenceCase(id("shapes"), 4, same(SHAPES)),
    referenceCase(id("empty"), 4, [...same(EMPTY_SHAPES), ...EMPTY_SHAPES.map((shape) => on(shape, [1]))]),
    referenceCase(id("rank-5"), 5, [on(RANK_5, RANK_5), on(RANK_5, [3, 1, 1])]),
    referenceCase(
      id("broadcasts"),
      4,
      BROADCASTS.flatMap(([a, b]) => [on(a, b), on(b, a)]),
    ),
    referenceCase(
      id("views"),
      4,
      VIEWS.map(({ name: view, source, move }) => ({
        label: view,
        inputs: [drawn(`${name} ${view}`, source, dtype), drawn(`${name} right ${view}`, source, dtype)],
        program: flattened((a, b) => f(move(onTensors, a!), move(onTensors, b!))),
      })),
    ),
  ];
}

function referenceCase(id: string, rank: number, calls: readonly Call[]): Case {
  const check = asTheReference(calls);
  return { id, needs: { compute: ["float32", "int32", "bool"], rank }, run: (_, t) => check(t) };
}

/** Numbers that all functions take: inside (0, 1), or small integers. */
function drawn(seed: string, shape: readonly number[], dtype: DType) {
  return new Stream(seed).tensor(shape, dtype, dtype === "int32" ? { low: 0, high: 20 } : { low: 0.03, high: 0.97 });
}
