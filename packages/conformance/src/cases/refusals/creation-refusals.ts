import {
  arange,
  type DType,
  diag,
  diagonal,
  eye,
  full,
  iota,
  linspace,
  logspace,
  meshgrid,
  oneHot,
  ones,
  tensor,
  tril,
  triu,
  zeros,
} from "@tenon/core";
import { indices, type Refusal } from "./refusal.js";

/** Numbers that an argument must not be. */
const numbers = (name: string, values: readonly number[], f: (value: number) => unknown): Refusal[] =>
  values.map((value) => [`${name}/${value}`, "invalid_argument", () => f(value)]);

const NO_COUNT = [-1, 0.5, Number.NaN];
const NO_INTEGER = [0.5, Number.NaN, Number.POSITIVE_INFINITY];

export const creationRefusals: readonly Refusal[] = [
  ["tensor/ragged", "ragged_array", (_, t) => tensor([[1, 2], [3]], { backend: t.backend })],
  ["tensor/shape", "shape_mismatch", (_, t) => tensor([1, 2, 3], { shape: [2, 2], backend: t.backend })],
  ["tensor/dtype", "dtype_mismatch", (_, t) => tensor([1], { dtype: "float8" as DType, backend: t.backend })], // on purpose
  ["full/shape", "invalid_argument", (_, t) => full([2, -1], 0, { backend: t.backend })],
  ["full/dtype", "dtype_mismatch", () => full([2], 0, { dtype: "float8" as DType })], // on purpose
  ["full/integer-leaf", "dtype_mismatch", () => full([2], 0, { dtype: "int32", requiresGrad: true })],
  ...numbers("zeros/size", NO_COUNT, (n) => zeros([n])),
  ...numbers("ones/size", NO_COUNT, (n) => ones([2, n])),
  ...numbers("iota/axis", [2, -3, 0.5], (axis) => iota([2, 3], axis)),
  ...numbers("arange/step", [0, -1, Number.NaN], (step) => arange(0, 3, step)),
  ...numbers("arange/stop", [Number.NaN, Number.POSITIVE_INFINITY], (stop) => arange(stop)),
  ...numbers("linspace/count", NO_COUNT, (count) => linspace(0, 1, count)),
  ...numbers("logspace/count", NO_COUNT, (count) => logspace(0, 1, count)),
  ...numbers("eye/rows", NO_COUNT, (rows) => eye(rows)),
  ["oneHot/floats", "dtype_mismatch", (x) => oneHot(x(2), 3)],
  ...NO_COUNT.map((n): Refusal => [`oneHot/classes-${n}`, "invalid_argument", (_, t) => oneHot(indices(t, [0, 1]), n)]),
  ...NO_INTEGER.flatMap((n): Refusal[] => [
    [`tril/diagonal-${n}`, "invalid_argument", (x) => tril(x(2, 2), { diagonal: n })],
    [`triu/diagonal-${n}`, "invalid_argument", (x) => triu(x(2, 2), { diagonal: n })],
    [`diag/offset-${n}`, "invalid_argument", (x) => diag(x(2), { offset: n })],
    [`diagonal/offset-${n}`, "invalid_argument", (x) => diagonal(x(2, 2), { offset: n })],
  ]),
  ["tril/rank-1", "shape_mismatch", (x) => tril(x(3))],
  ["triu/rank-0", "shape_mismatch", (x) => triu(x())],
  ["diag/rank-0", "shape_mismatch", (x) => diag(x())],
  ["diag/rank-3", "shape_mismatch", (x) => diag(x(2, 2, 2))],
  ["diagonal/axis", "invalid_argument", (x) => diagonal(x(2, 2), { axis2: 2 })],
  ["diagonal/same-axis", "invalid_argument", (x) => diagonal(x(2, 2), { axis1: -1 })],
  ["diagonal/rank-1", "invalid_argument", (x) => diagonal(x(2))],
  ["meshgrid/matrix", "shape_mismatch", (x) => meshgrid([x(2), x(2, 2)])],
  ["meshgrid/indexing", "invalid_argument", (x) => meshgrid([x(2)], { indexing: "yx" as "xy" })], // on purpose
  ["meshgrid/rank-3", "shape_mismatch", (x) => meshgrid([x(2, 1, 1)])],
];
