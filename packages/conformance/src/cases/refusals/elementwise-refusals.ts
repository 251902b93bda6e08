import {
  allClose,
  atan2,
  bitShiftLeft,
  bitShiftRight,
  bitwiseAnd,
  bitwiseNot,
  bitwiseOr,
  bitwiseXor,
  copysign,
  floorDivide,
  fmod,
  gcd,
  heaviside,
  hypot,
  isClose,
  lcm,
  lerp,
  logaddexp,
  logaddexp2,
  neg,
  polygamma,
  relu,
  sign,
  type Tensor,
  where,
  xlogy,
} from "@tenon/core";
import { hostTensor } from "../../reference/reference-tensor.js";
import type { Refusal } from "./refusal.js";

type Binary = (a: Tensor, b: Tensor) => unknown;

/** Shapes that do not broadcast: at the end, further in, and of lists. */
const shapes = (name: string, f: Binary): Refusal[] => [
  [`${name}/last-axis`, "shape_mismatch", (x) => f(x(2, 3), x(2))],
  [`${name}/inner-axis`, "shape_mismatch", (x) => f(x(2, 1, 3), x(3, 2, 3))],
  [`${name}/lists`, "shape_mismatch", (x) => f(x(4), x(3))],
];

/** Floats have no bits. */
const floats = (name: string, f: Binary): Refusal[] => [
  [`${name}/floats`, "dtype_mismatch", (x) => f(x(2), x(2))],
  [`${name}/float-left`, "dtype_mismatch", (x, t) => f(x(2), t.tensor(hostTensor([2], "int32", [1, 2])))],
  [`${name}/float-right`, "dtype_mismatch", (x, t) => f(t.tensor(hostTensor([2], "int32", [1, 2])), x(2))],
  [
    `${name}/shapes`,
    "shape_mismatch",
    (_, t) => f(t.tensor(hostTensor([2], "int32", [1, 2])), t.tensor(hostTensor([3], "int32", [1, 2, 3]))),
  ],
];

const BINARY: Readonly<Record<string, Binary>> = {
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b),
  mod: (a, b) => a.mod(b),
  pow: (a, b) => a.pow(b),
  maximum: (a, b) => a.maximum(b),
  minimum: (a, b) => a.minimum(b),
  equal: (a, b) => a.equal(b),
  notEqual: (a, b) => a.notEqual(b),
  less: (a, b) => a.less(b),
  lessEqual: (a, b) => a.lessEqual(b),
  greater: (a, b) => a.greater(b),
  greaterEqual: (a, b) => a.greaterEqual(b),
  logicalAnd: (a, b) => a.logicalAnd(b),
  logicalOr: (a, b) => a.logicalOr(b),
  logicalXor: (a, b) => a.logicalXor(b),
  "clamp-min": (a, b) => a.clamp({ min: b }),
  "clamp-max": (a, b) => a.clamp({ max: b }),
  "where-branches": (a, b) => where(a.greater(0), a, b),
  "where-condition": (a, b) => where(a.greater(0), 1, b),
  lerp: (a, b) => lerp(a, b, 0.5),
  "lerp-weight": (a, b) => lerp(a, a, b),
  atan2,
  hypot,
  logaddexp,
  logaddexp2,
  xlogy,
  fmod,
  floorDivide,
  copysign,
  heaviside,
  isClose,
  allClose,
};

const ON_INTEGERS: Readonly<Record<string, Binary>> = {
  bitwiseAnd,
  bitwiseOr,
  bitwiseXor,
  bitShiftLeft,
  bitShiftRight,
  gcd,
  lcm,
};

export const elementwiseRefusals: readonly Refusal[] = [
  ...Object.entries(BINARY).flatMap(([name, f]) => shapes(name, f)),
  ...Object.entries(ON_INTEGERS).flatMap(([name, f]) => floats(name, f)),
  ["bitwiseNot/floats", "dtype_mismatch", (x) => bitwiseNot(x(2))],
  ["neg/bools", "dtype_mismatch", (x) => neg(x(2).greater(0))],
  ["sign/bools", "dtype_mismatch", (x) => sign(x(2).greater(0))],
  ["relu/bools", "dtype_mismatch", (x) => relu(x(2).greater(0))],
  ...[-1, 0.5, Number.NaN].map(
    (order): Refusal => [`polygamma/order-${order}`, "invalid_argument", (x) => polygamma(x(2), order)],
  ),
];
