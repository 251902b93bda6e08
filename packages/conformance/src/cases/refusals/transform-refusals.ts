import {
  checkpoint,
  Generator,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  Parameter,
  type Tensor,
  uniform,
  Variable,
  valueAndGrad,
  vjp,
  vmap,
  withValues,
} from "@tenon/core";
import { functionalCall, functionalCallWithState, Linear } from "@tenon/layers";
import { indices, leaf, type Refusal } from "./refusal.js";

const square = (x: Tensor) => x.square();
const total = (x: Tensor) => x.square().sum();

export const transformRefusals: readonly Refusal[] = [
  ["vmap/sizes", "shape_mismatch", (x) => vmap((a, b) => a.add(b))(x(2, 3), x(3))],
  ["vmap/axis", "invalid_argument", (x) => vmap(square, { inAxes: 2 })(x(2, 3))],
  ["vmap/scalar", "invalid_argument", (x) => vmap(square)(x())],
  ["vmap/axes-of-others", "invalid_argument", (x) => vmap(square, { inAxes: [0, 0] })(x(2, 3))],
  ["vmap/no-axis", "invalid_argument", (x) => vmap(square, { inAxes: null })(x(2, 3))],
  ["vmap/out-axis", "invalid_argument", (x) => vmap(square, { outAxes: 3 })(x(2, 3))],
  ["vmap/out-axis-null", "invalid_argument", (x) => vmap(square, { outAxes: null })(x(2, 3))],
  ["vmap/chunks", "invalid_argument", (x) => vmap(square, { chunkSize: 0 })(x(2, 3))],
  ["vmap/chunks-same", "invalid_argument", (x) => vmap(square, { chunkSize: 2, randomness: "same" })(x(2, 3))],
  ["vmap/read", "read_in_trace", (x) => vmap((v) => v.mul(v.sum().itemSync()))(x(2, 3))],
  [
    "vmap/random",
    "unsupported",
    (x) => {
      const generator = new Generator(1);
      try {
        vmap((v) => v.add(uniform([3], { generator })))(x(2, 3));
      } finally {
        generator.dispose();
      }
    },
  ],
  ["vmap/promise", "async_scope", (x) => vmap((v: Tensor) => Promise.resolve(v))(x(2, 3))],
  ["vmap/shapes-inside", "shape_mismatch", (x) => vmap((v) => v.add(x(2)))(x(2, 3))],
  ["vmap/index-inside", "index_out_of_range", (x, t) => vmap((v) => v.take(indices(t, [3])))(x(2, 3))],
  [
    "vmap/assign",
    "unsupported",
    (x) => {
      const state = new Variable(x(3));
      try {
        vmap((v: Tensor) => state.assign(v))(x(2, 3));
      } finally {
        state.dispose();
      }
    },
  ],
  ["vmap/backward", "unsupported", (x, t) => vmap((v) => v.mul(leaf(t)).sum().backward() ?? v)(x(3, 2))],
  ["jacobian/list", "invalid_argument", (x) => jacobian(((v: Tensor) => [v]) as never)(x(2))],
  ["jacobian/integers", "dtype_mismatch", (_, t) => jacobian(square)(indices(t, [1, 2]))],
  ["jacobian/integer-result", "dtype_mismatch", (x) => jacobian((v) => v.argMax())(x(2))],
  ["jacobian/argument", "dtype_mismatch", (x) => jacobian(square, { argument: 1 })(x(2))],
  ["jacobian/chunks", "invalid_argument", (x) => jacobian(square, { chunkSize: 0.5 })(x(2))],
  ["hessian/not-scalar", "invalid_argument", (x) => hessian(square)(x(2))],
  ["hessian/integers", "dtype_mismatch", (_, t) => hessian(total)(indices(t, [1, 2]))],
  ["hessian/chunks", "invalid_argument", (x) => hessian(total, { chunkSize: -1 })(x(2))],
  ["hvp/not-scalar", "invalid_argument", (x) => hvp(square, [x(2)], [x(2)])],
  ["hvp/shape", "shape_mismatch", (x) => hvp(total, [x(2)], [x(3)])],
  ["hvp/dtype", "dtype_mismatch", (x, t) => hvp(total, [x(2)], [indices(t, [1, 2])])],
  ["hvp/count", "invalid_argument", (x) => hvp(total, [x(2)], [])],
  ["grad/not-scalar", "invalid_argument", (x) => grad(square)(x(2))],
  ["grad/integers", "dtype_mismatch", (_, t) => grad(total)(indices(t, [1, 2]))],
  ["grad/argument", "dtype_mismatch", (x) => grad(total, { argument: 1 })(x(2))],
  ["valueAndGrad/not-scalar", "invalid_argument", (x) => valueAndGrad(square)(x(2))],
  ["valueAndGrad/integers", "dtype_mismatch", (_, t) => valueAndGrad(total)(indices(t, [1, 2]))],
  ["valueAndGrad/argument", "dtype_mismatch", (x) => valueAndGrad(total, { argument: [0, 2] })(x(2))],
  ["vjp/shape", "shape_mismatch", (x) => vjp(square, [x(2)], x(3))],
  ["vjp/dtype", "dtype_mismatch", (x, t) => vjp(square, [x(2)], indices(t, [1, 2]))],
  ["vjp/count", "invalid_argument", (x) => vjp((v: Tensor) => [v, v], [x(2)], [x(2)])],
  ["jvp/shape", "shape_mismatch", (x) => jvp(square, [x(2)], [x(3)])],
  ["jvp/dtype", "dtype_mismatch", (x, t) => jvp(square, [x(2)], [indices(t, [1, 2])])],
  ["jvp/count", "invalid_argument", (x) => jvp(square, [x(2)], [])],
  ["checkpoint/shapes-inside", "shape_mismatch", (x) => checkpoint((v) => v.add(x(3)), x(2))],
  ["registerHook/no-graph", "no_gradient", (x) => x(2).registerHook(() => {})],
  ["registerHook/shape", "shape_mismatch", (_, t) => hooked(t, (g) => g.sum())],
  ["registerHook/dtype", "dtype_mismatch", (_, t) => hooked(t, (g) => g.cast("int32"))],
  ["retainGrad/no-graph", "no_gradient", (x) => x(2).retainGrad()],
  ["withValues/shape", "shape_mismatch", (x) => overridden(x(2), x(3))],
  ["withValues/dtype", "dtype_mismatch", (x, t) => overridden(x(2), indices(t, [1, 2]))],
  ["withValues/promise", "async_scope", (x) => overridden(x(2), x(2), () => Promise.resolve())],
  ["functionalCall/name", "state_mismatch", (x, t) => called(t, (model) => functionalCall(model, { w: x(1) }, x(2)))],
  ["functionalCall/shape", "shape_mismatch", (x, t) => called(t, (m) => functionalCall(m, { bias: x(2) }, x(2)))],
  [
    "functionalCall/dtype",
    "dtype_mismatch",
    (x, t) => called(t, (model) => functionalCall(model, { bias: indices(t, [1]) }, x(2))),
  ],
  [
    "functionalCallWithState/name",
    "state_mismatch",
    (x, t) => called(t, (model) => functionalCallWithState(model, { "0.bias": x(1) }, x(2))),
  ],
];

function hooked(t: Parameters<typeof leaf>[0], hook: (g: Tensor) => Tensor): void {
  const y = leaf(t).mul(2);
  y.registerHook(hook);
  y.sum().backward();
}

function overridden(x: Tensor, value: Tensor, fn: () => unknown = () => x): void {
  const variable = new Parameter(x);
  try {
    withValues(new Map([[variable, value]]), fn);
  } finally {
    variable.dispose();
  }
}

function called(t: Parameters<typeof leaf>[0], call: (model: Linear) => unknown): void {
  const generator = new Generator(1);
  const model = new Linear(2, 1, { backend: t.backend, generator });
  try {
    call(model);
  } finally {
    model.dispose();
    generator.dispose();
  }
}
