import { isFloat, type Tensor } from "@tenon/core";
import specials from "../../fixtures/specials.json" with { type: "json" };
import type { Case } from "../case.js";
import { agrees } from "../compare/compare-tensors.js";
import { hostTensor } from "../reference/reference-tensor.js";
import { ACTIVATIONS, BINARY, UNARY } from "./valid-calls/elementwise-calls.js";

/** A few dozen roundings; results near the smallest numbers may lose their last bits. */
const RELATIVE = 2e-5;
const SMALL = 2 ** -125;

/** Where a zero comes out of a comparison, a subtraction or a product with 0, or the seam leaves its sign open (mod, erf). */
const ANY_ZERO: ReadonlySet<string> = new Set([
  "celu", "elu", "erf", "floorDivide", "fmod", "logSigmoid", "maximum", "minimum", "relu", "relu6", "selu", "xlogy",
]); // biome-ignore format: names

const ofOne: Readonly<Record<string, (x: Tensor) => Tensor>> = { ...UNARY, ...ACTIVATIONS };
const { allClose: _, ...elementwise } = BINARY;
const ofTwo: Readonly<Record<string, (a: Tensor, b: Tensor) => Tensor>> = elementwise;

/** Zeros of both signs, infinities, NaN, subnormals and the largest numbers: what PyTorch makes of them. */
export const specialFunctionCases: readonly Case[] = specials.rows.map(({ name, dtype, output }): Case => {
  const [one, few] = [specials.values.map(Number), specials.few.map(Number)];
  const isBinary = output.length > one.length;
  const inputs = isBinary ? [few.flatMap((x) => few.map(() => x)), few.flatMap(() => few)] : [one];
  const given = inputs.map((values) => hostTensor([values.length], "float32", values));
  return {
    id: `function/${name}/float32/specials`,
    needs: { compute: ["float32", "int32", "bool"], strict: true },
    run: async (_, t) => {
      const [actual] = await t.run("special values", given, (a, b) =>
        isBinary ? ofTwo[name]!(a!, b!) : ofOne[name]!(a!),
      );
      t.require(actual!.dtype === dtype, `expected dtype ${dtype}, got ${actual!.dtype}`);
      const off = output.map(Number).flatMap((expected, i) => {
        const got = actual!.data[i]!;
        const allowed = isFloat(actual!.dtype) ? RELATIVE * Math.abs(expected) + SMALL : 0;
        const bothZero = got === 0 && expected === 0;
        if (bothZero ? Object.is(got, expected) || ANY_ZERO.has(name) : agrees(got, expected, allowed, true)) return [];
        const given = inputs.map((values) => show(values[i]!)).join(", ");
        return [`${name}(${given}): expected ${show(expected)}, got ${show(got)}`];
      });
      t.require(off.length === 0, off.join("; "));
    },
  };
});

function show(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
