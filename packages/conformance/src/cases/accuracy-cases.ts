import {
  acosh,
  asinh,
  atanh,
  cosh,
  digamma,
  erfc,
  erfinv,
  exp2,
  hypot,
  lgamma,
  log2,
  log10,
  logaddexp,
  logit,
  polygamma,
  sinc,
  sinh,
  softplus,
  type Tensor,
} from "@tenon/core";
import fixture from "../../fixtures/accuracy.json" with { type: "json" };
import type { Case } from "../case.js";
import { type FloatDType, unitInLastPlace } from "../reference/convert.js";
import { hostTensor } from "../reference/reference-tensor.js";
import type { Tester } from "../runner/tester.js";

/** Units in the last place that a result may be off; beside numbers of size 1 where the function crosses 0. */
interface Curve {
  readonly f: (x: Tensor) => Tensor;
  readonly units: number;
  readonly crosses?: boolean;
}

const CURVES: Readonly<Record<keyof typeof fixture.functions, Curve>> = {
  sinh: { f: sinh, units: 4 },
  cosh: { f: cosh, units: 4 },
  asinh: { f: asinh, units: 3 },
  acosh: { f: acosh, units: 3 },
  atanh: { f: atanh, units: 3 },
  exp2: { f: exp2, units: 2 },
  log2: { f: log2, units: 3 },
  log10: { f: log10, units: 4 },
  erfc: { f: erfc, units: 7 },
  erfinv: { f: erfinv, units: 4 },
  lgamma: { f: lgamma, units: 7 },
  "lgamma below 0": { f: lgamma, units: 8, crosses: true },
  digamma: { f: digamma, units: 8, crosses: true },
  "digamma below 0": { f: digamma, units: 12, crosses: true },
  "polygamma 1": { f: (x) => polygamma(x, 1), units: 8 },
  sinc: { f: sinc, units: 4 },
  logit: { f: logit, units: 3 },
  softplus: { f: (x) => softplus(x), units: 3 },
  "logaddexp 3": { f: (x) => logaddexp(x, 3), units: 3 },
  "hypot 3": { f: (x) => hypot(x, 3), units: 3 },
};

/** Elementwise functions to a few units in the last place, over all of their range, beside mpmath. */
export const accuracyCases: readonly Case[] = Object.entries(CURVES).flatMap(([name, curve]) =>
  (["float32", "float64"] as const).map(
    (dtype): Case => ({
      id: `accuracy/${name.replaceAll(" ", "-")}/${dtype}`,
      needs: { compute: [dtype, "bool"], strict: true },
      run: (_, t) => check(t, dtype, curve, fixture.functions[name as keyof typeof CURVES]), // its own keys
    }),
  ),
);

async function check(
  t: Tester,
  dtype: FloatDType,
  { f, units, crosses = false }: Curve,
  { x, y }: { readonly x: readonly (number | string)[]; readonly y: readonly (number | string)[] },
): Promise<void> {
  const [actual] = await t.run("values", [hostTensor([x.length], dtype, x.map(Number))], (v) => f(v));
  for (const [i, written] of y.entries()) {
    const value = actual!.data[i]!;
    const wanted = Number(written);
    const unit = unitInLastPlace(dtype, crosses ? Math.max(1, Math.abs(wanted)) : wanted);
    const fits =
      written === "-0" ? Object.is(value, -0) : Math.abs(value - wanted) <= (wanted === 0 ? 0 : units * unit);
    t.require(fits, `at ${x[i]}: expected ${wanted}, got ${value}, ${(value - wanted) / unit} units off`);
  }
}
