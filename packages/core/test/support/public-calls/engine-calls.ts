import * as core from "../../../src/index.js";
import type { Calls } from "./inputs.js";

export const engineCalls: Calls = {
  customGrad: [({ x }) => core.customGrad({ value: (t) => t.exp().sin(), gradient: (g) => [g] })(x)],
  withVjp: [
    ({ x }) =>
      core.withVjp("pair", [x], () => [x.exp().sum(), x.argMax()], {
        of: ([g]) => [g && core.broadcastTo(g, x.shape)],
      }),
  ],
  checkpoint: [({ x, y }) => core.checkpoint((t) => t.exp().mul(y).sin(), x)],
  grad: [({ plain }) => core.grad((t) => t.exp().sum())(plain)],
  valueAndGrad: [({ x }) => core.valueAndGrad((t) => t.exp().sum())(x)],
  vjp: [({ y, row }) => core.vjp((t) => t.exp(), [y], row)],
  jvp: [({ row }) => core.jvp((t) => t.exp(), [row], [row])],
  hessian: [({ row }) => core.hessian((t) => t.exp().sum())(row)],
  compile: [({ plain }) => core.compile((t: core.Tensor) => t.exp().sum())(plain)],
  runPrimitive: [({ x }) => core.runPrimitive("unary", [x], { op: "exp" }, undefined)],
};
