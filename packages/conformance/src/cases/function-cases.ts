import { grad, isFloat, type Tensor, vjp } from "@tenon/core";
import type { Case } from "../case.js";
import type { FloatDType } from "../reference/convert.js";
import type { HostTensor } from "../reference/reference-tensor.js";
import type { Tester, Tolerance } from "../runner/tester.js";
import { Stream } from "../samples/stream.js";
import { slopeAlong } from "./differences.js";
import { type FixtureRow, fixtureRows } from "./function-fixtures.js";
import { FUNCTIONS, type TensorFunction } from "./function-table.js";

/** Room for a few dozen roundings; `absolute` is for elements of size 1. */
const TOLERANCE: Readonly<Record<FloatDType, Tolerance>> = {
  float32: { relative: 2e-5, absolute: 2e-5 },
  float64: { relative: 1e-10, absolute: 1e-10 },
  float16: { relative: 1e-2, absolute: 1e-2 },
  bfloat16: { relative: 8e-2, absolute: 8e-2 },
};

/** Windows of images are more axes: where functions of composed ops go beyond rank 4. */
const DEEP: readonly (readonly [RegExp, number])[] = [
  [/^(conv|adaptive|fractional|.+Pool|maxUnpool)/, 6],
  [/^(affineGrid|fold|gridSample|instanceNorm|interpolate|localResponseNorm|pad|pixel|unfold)/, 5],
];

/** The rank that a backend must hold for the function of a row. */
export function rankOf(name: string): number {
  return DEEP.find(([pattern]) => pattern.test(name))?.[1] ?? 4;
}

/** Core's functions on the backend: values and gradients against PyTorch, both orders against differences in float64. */
export const functionCases: readonly Case[] = (["float32", "float64", "float16", "bfloat16"] as const).flatMap(
  (dtype) => [...fixtureRows(dtype)].flatMap(([name, rows]) => checks(name, dtype, rows)),
);

function checks(name: string, dtype: FloatDType, rows: readonly FixtureRow[]): Case[] {
  const f = FUNCTIONS[name];
  if (!f) throw new Error(`function-table has no ${name}`);
  const first = rows[0]!; // every name has a row
  const onFloats = first.inputs.some((x) => isFloat(x.dtype));
  if (!onFloats && dtype !== "float32") return []; // the same inputs again
  const named = onFloats ? dtype : first.inputs[0]!.dtype;
  const one = (check: string, run: (t: Tester) => Promise<void>): Case => ({
    id: `function/${name.replaceAll(" ", "-")}/${named}/${check}`,
    needs: { compute: [dtype, "int32", "bool"], rank: rankOf(name) },
    run: (_, t) => run(t),
  });
  const value = one("value", (t) => together(rows, (row, label) => checkValue(t, label, row, f, TOLERANCE[dtype])));
  if (!first.gradients || dtype === "float16" || dtype === "bfloat16") return [value];
  return [
    value,
    one("gradient", (t) => together(rows, (row, label) => checkGradient(t, label, row, f, TOLERANCE[dtype]))),
    one("differences", (t) => checkSlope(t, name, first, dtype, f)),
    one("second-order", (t) => checkCurvature(t, name, first, dtype, f)),
  ];
}

async function checkValue(
  t: Tester,
  label: string,
  row: FixtureRow,
  f: TensorFunction,
  near: Tolerance,
): Promise<void> {
  const [actual] = await t.run(label, row.inputs, f);
  t.close(label, actual!, row.output, scaled(near, [row.output]));
}

async function checkGradient(
  t: Tester,
  label: string,
  row: FixtureRow,
  f: TensorFunction,
  near: Tolerance,
): Promise<void> {
  const actual = await t.run(label, [...row.inputs, row.cotangent!], (...given) =>
    gradientOf(f, given.slice(0, -1), given.at(-1)!),
  );
  const tolerance = scaled(near, [...row.gradients!, row.output]);
  for (const [i, expected] of row.gradients!.entries())
    t.close(`${label}, gradient ${i}`, actual[i]!, expected, tolerance);
}

/** The slope of ⟨f(x), c⟩ along a direction. */
async function checkSlope(
  t: Tester,
  name: string,
  row: FixtureRow,
  dtype: FloatDType,
  f: TensorFunction,
): Promise<void> {
  const inputs = [...row.inputs, row.cotangent!];
  const count = row.inputs.length;
  const direction = directionsFor(`slope of ${name}`, row.inputs, dtype);
  const weighed: TensorFunction = (...all) => dot([f(...all.slice(0, count))], [all[count]!]);
  const expected = await slopeAlong(`slope of ${name}`, weighed, inputs, direction);
  const actual = await t.run("slope", [...inputs, ...direction], (...all) => {
    const gradients = gradientOf(f, all.slice(0, count), all[count]!);
    return [
      dot(gradients, all.slice(count + 1)),
      dot(
        gradients.map((g) => g.abs()),
        all.slice(count + 1).map((v) => v.abs()),
      ),
    ];
  });
  closeTo(t, actual, expected, dtype);
}

/** The slope of ⟨∇⟨f(x), c⟩, w⟩ along a direction. */
async function checkCurvature(
  t: Tester,
  name: string,
  row: FixtureRow,
  dtype: FloatDType,
  f: TensorFunction,
): Promise<void> {
  const weights = directionsFor(`weights of ${name}`, row.inputs, dtype);
  const direction = directionsFor(`curvature of ${name}`, row.inputs, dtype);
  const inputs = [...row.inputs, row.cotangent!, ...weights];
  const count = row.inputs.length;
  const slope: TensorFunction = (...all) =>
    dot(gradientOf(f, all.slice(0, count), all[count]!), all.slice(count + 1, inputs.length));
  const expected = await slopeAlong(`curvature of ${name}`, slope, inputs, direction);
  const actual = await t.run("curvature", [...inputs, ...direction], (...all) => {
    const given = all.slice(count, inputs.length);
    const gradients = gradientOf((...x) => slope(...x, ...given), all.slice(0, count));
    const along = all.slice(inputs.length);
    return [
      dot(gradients, along),
      dot(
        gradients.map((g) => g.abs()),
        along.map((v) => v.abs()),
      ),
    ];
  });
  closeTo(t, actual, expected, dtype);
}

/** The gradients of the float inputs of `f`, for a gradient of its output or for an output of one element. */
export function gradientOf(f: TensorFunction, inputs: readonly Tensor[], cotangent?: Tensor): Tensor[] {
  const isLeaf = ({ dtype }: Tensor) => isFloat(dtype);
  const onLeaves: TensorFunction = (...leaves) => {
    const rest = [...leaves];
    return f(...inputs.map((x) => (isLeaf(x) ? rest.shift()! : x)));
  };
  const leaves = inputs.filter(isLeaf);
  return cotangent ? vjp(onLeaves, leaves, cotangent).gradients : grad(onLeaves)(...leaves);
}

function dot(xs: readonly Tensor[], ys: readonly Tensor[]): Tensor {
  return xs.map((x, i) => x.mul(ys[i]!).sum()).reduce((a, b) => a.add(b));
}

/** A random direction for the float inputs. */
function directionsFor(seed: string, inputs: readonly HostTensor[], dtype: FloatDType): HostTensor[] {
  const stream = new Stream(seed);
  return inputs
    .filter((x) => isFloat(x.dtype))
    .map(({ shape }) => ({ ...stream.tensor(shape, "float32", { low: -1, high: 1 }) }))
    .map(({ shape, data }) => ({ shape, dtype, data: dtype === "float64" ? Float64Array.from(data) : data }));
}

/** `actual` is a slope and the sum of the magnitudes of its terms, which says how exact it can be. */
function closeTo(t: Tester, actual: readonly HostTensor[], expected: number, dtype: FloatDType): void {
  const size = Math.max(1, actual[1]!.data[0]!);
  const absolute = (dtype === "float32" ? 5e-5 : 1e-8) * size;
  t.close("slope", actual[0]!, { shape: [], data: [expected] }, { relative: 0, absolute });
}

/** The tolerance for elements of the size that the expected ones have. */
function scaled({ relative, absolute }: Tolerance, expected: readonly HostTensor[]): Tolerance {
  let largest = 1;
  for (const { data } of expected)
    for (const value of data) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return { relative, absolute: absolute * largest };
}

async function together(
  rows: readonly FixtureRow[],
  check: (row: FixtureRow, label: string) => Promise<void>,
): Promise<void> {
  const results = await Promise.allSettled(rows.map((row, i) => check(row, `row ${i}`)));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}
