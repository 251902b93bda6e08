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
  jacobian: [
    ({ row }) => core.jacobian((t) => t.exp().mul(row))(row),
    ({ y, m }) => core.jacobian((t) => m.matmul(t.at(core.slice(0, 2))).exp(), { mode: "forward", chunkSize: 2 })(y),
  ],
  hvp: [({ x, plain }) => core.hvp((t) => t.exp().sum(), [x], [plain])],
  vmap: [
    ({ x, y }) => core.vmap((t) => t.softmax().mul(y).sum())(x),
    ({ plain, y }) => core.vmap((t) => core.grad((u) => u.exp().mul(y).sum())(t)[0]!, { outAxes: 1 })(plain),
    ({ x }) => core.vmap((t) => core.uniform([2]).mul(t.sum()), { randomness: "different", chunkSize: 1 })(x),
    ({ image, kernel }) => core.vmap((t) => core.conv2d(t.unsqueeze(0), kernel, { groups: 2 }))(image),
    ({ x, i }) => core.vmap((t) => core.compile((u: core.Tensor) => core.checkpoint((v) => v.take(i), u))(t))(x),
  ],
  withValues: [
    ({ running, bias }) => core.withValues(new Map([[running, bias]]), () => core.exp(running)).result,
    ({ running, bias }) =>
      core.withValues(new Map([[running, bias]]), () =>
        core.scope(() => {
          for (let i = 0; i < 2; i++) running.assign(running.value.exp());
          return running.value.mul(2);
        }),
      ),
  ],
  compile: [({ plain }) => core.compile((t: core.Tensor) => t.exp().sum())(plain)],
  runPrimitive: [({ x }) => core.runPrimitive("unary", [x], { op: "exp" }, undefined)],
};
