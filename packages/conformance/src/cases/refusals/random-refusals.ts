import {
  bernoulli,
  categorical,
  cauchy,
  type DType,
  exponential,
  Generator,
  gumbel,
  laplace,
  logNormal,
  multinomial,
  normal,
  permutation,
  randint,
  truncatedNormal,
  uniform,
} from "@tenon/core";
import type { Refusal } from "./refusal.js";

type Draws = (shape: readonly number[], options?: { readonly dtype?: DType }) => unknown;

/** What every distribution refuses: two broken shapes and an unknown dtype. */
const common = (name: string, f: Draws): Refusal[] => [
  [`${name}/negative-size`, "invalid_argument", () => f([2, -1])],
  [`${name}/broken-size`, "invalid_argument", () => f([1.5])],
  [`${name}/dtype`, "dtype_mismatch", () => f([2], { dtype: "float8" as DType })], // on purpose
];

/** Numbers that an argument must not be. */
const numbers = (name: string, values: readonly number[], f: (value: number) => unknown): Refusal[] =>
  values.map((value) => [`${name}/${value}`, "invalid_argument", () => f(value)]);

const NO_SCALE = [0, -1, Number.NaN, Number.POSITIVE_INFINITY];
const NO_DEVIATION = [-1, Number.NaN, Number.POSITIVE_INFINITY];

export const randomRefusals: readonly Refusal[] = [
  ...common("uniform", uniform),
  ...common("normal", normal),
  ...common("exponential", exponential),
  ...common("gumbel", gumbel),
  ...common("laplace", laplace),
  ...common("cauchy", cauchy),
  ...common("logNormal", logNormal),
  ...common("truncatedNormal", truncatedNormal),
  ...common("randint", (shape, options) => randint(0, 3, shape, options)),
  ...numbers("uniform/low", [2, Number.NaN, Number.NEGATIVE_INFINITY], (low) => uniform([2], { low })),
  ...numbers("normal/deviation", NO_DEVIATION, (standardDeviation) => normal([2], { standardDeviation })),
  ...numbers("logNormal/deviation", NO_DEVIATION, (standardDeviation) => logNormal([2], { standardDeviation })),
  ...numbers("truncatedNormal/deviation", NO_DEVIATION, (standardDeviation) =>
    truncatedNormal([2], { standardDeviation }),
  ),
  ...numbers("truncatedNormal/low", [2, 3, Number.NaN, Number.NEGATIVE_INFINITY], (low) =>
    truncatedNormal([2], { low }),
  ),
  ...numbers("exponential/rate", NO_SCALE, (rate) => exponential([2], { rate })),
  ...numbers("gumbel/scale", NO_SCALE, (scale) => gumbel([2], { scale })),
  ...numbers("laplace/scale", NO_SCALE, (scale) => laplace([2], { scale })),
  ...numbers("cauchy/scale", NO_SCALE, (scale) => cauchy([2], { scale })),
  ...numbers("bernoulli", [-0.1, 1.5, Number.NaN], (p) => bernoulli([2], p)),
  ...numbers("permutation", [-1, 0.5, Number.NaN], (n) => permutation(n)),
  ...numbers("randint/low", [5, 6, 0.5, Number.NaN], (low) => randint(low, 5, [2])),
  ...numbers("randint/high", [0, 2 ** 31, 2 ** 40], (high) => randint(0, high, [2])),
  ...numbers("Generator", [-1, 0.5, 2 ** 53], (seed) => new Generator(seed)),
  ...[2, -3, 0.5].map(
    (axis): Refusal => [`categorical/axis-${axis}`, "invalid_argument", (x) => categorical(x(2, 3), { axis })],
  ),
  ["categorical/shape", "shape_mismatch", (x) => categorical(x(2, 3), { shape: [3] })],
  ["categorical/rank-0", "invalid_argument", (x) => categorical(x())],
  ["categorical/no-classes", "invalid_argument", (x) => categorical(x(2, 0))],
  ["multinomial/too-many", "invalid_argument", (x) => multinomial(x(2, 3), 4)],
  ["multinomial/none", "invalid_argument", (x) => multinomial(x(2, 3), 0)],
  ["multinomial/broken", "invalid_argument", (x) => multinomial(x(2, 3), 1.5, { replacement: true })],
  ["multinomial/rank-0", "invalid_argument", (x) => multinomial(x(), 1)],
];
