import {
  alphaDropout,
  celu,
  dropout,
  featureAlphaDropout,
  featureDropout,
  gelu,
  glu,
  gumbelSoftmax,
  hardtanh,
  logSoftmax,
  normalize,
  prelu,
  rrelu,
  softmax,
  softmin,
  softplus,
  softshrink,
  type Tensor,
} from "@tenon/core";
import { indices, type Refusal } from "./refusal.js";

const BELOW = -0.1;
const ABOVE = 1.5;

/** Values of an option that a function refuses. */
const options = (name: string, values: readonly number[], call: (x: Tensor, value: number) => unknown): Refusal[] =>
  values.map((value) => [`${name}/${value}`, "invalid_argument", (x) => call(x(2, 4), value)]);

/** Probabilities that are none. */
const probabilities = (name: string, drop: typeof dropout): Refusal[] =>
  options(name, [BELOW, ABOVE, Number.NaN], (x, probability) => drop(x, { probability }));

/** Channels are the second axis. */
const channels = (name: string, drop: typeof dropout): Refusal[] => [
  [`${name}/rank-0`, "shape_mismatch", (x) => drop(x())],
  [`${name}/rank-1`, "shape_mismatch", (x) => drop(x(3))],
];

/** Axes outside, and integers, which have no softmax. */
const alongAxis = (name: string, f: (x: Tensor, o: { readonly axis: number }) => unknown): Refusal[] => [
  ...options(`${name}/axis`, [2, -3, 0.5], (x, axis) => f(x, { axis })),
  [`${name}/integers`, "dtype_mismatch", (_, t) => f(indices(t, [1, 2]), { axis: 0 })],
];

export const activationsRefusals: readonly Refusal[] = [
  ...alongAxis("softmax", softmax),
  ...alongAxis("softmin", softmin),
  ...alongAxis("logSoftmax", logSoftmax),
  ...alongAxis("gumbelSoftmax", gumbelSoftmax),
  ...options("gumbelSoftmax/temperature", [0, -1, Number.NaN], (x, temperature) => gumbelSoftmax(x, { temperature })),
  ...options("softplus/beta", [0, -1, Number.NaN], (x, beta) => softplus(x, { beta })),
  ...options("softshrink/threshold", [-1, -0.001, Number.NaN], (x, threshold) => softshrink(x, { threshold })),
  ...options("celu/alpha", [0], (x, alpha) => celu(x, { alpha })),
  ...options("hardtanh/min", [1, 2, Number.NaN], (x, min) => hardtanh(x, { min })),
  ...options("rrelu/lower", [0.5, 1, Number.NaN], (x, lower) => rrelu(x, { lower })),
  ...options("normalize/axis", [2, -3, 0.5], (x, axis) => normalize(x, { axis })),
  ["normalize/p", "invalid_argument", (x) => normalize(x(2, 3), { p: Number.NaN })],
  ...options("glu/axis", [2, -3, 0.5], (x, axis) => glu(x, { axis })),
  ["glu/odd", "shape_mismatch", (x) => glu(x(2, 3))],
  ["gelu/approximate", "invalid_argument", (x) => gelu(x(2), { approximate: "erf" as "tanh" })], // on purpose
  ["prelu/channels", "shape_mismatch", (x) => prelu(x(2, 3), x(2))],
  ["prelu/weight-rank", "shape_mismatch", (x) => prelu(x(2, 3), x(1, 3))],
  ["prelu/no-channels", "shape_mismatch", (x) => prelu(x(3), x(3))],
  ...probabilities("dropout", dropout),
  ...probabilities("alphaDropout", alphaDropout),
  ...probabilities("featureDropout", featureDropout),
  ...probabilities("featureAlphaDropout", featureAlphaDropout),
  ...channels("featureDropout", featureDropout),
  ...channels("featureAlphaDropout", featureAlphaDropout),
];
