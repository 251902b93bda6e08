import {
  asTensor,
  checkpoint,
  customGrad,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  type Tensor,
  valueAndGrad,
  vjp,
  vmap,
  zeros,
} from "@tenon/core";
import { each, given, marked, type ValidCalls } from "./valid-call.js";

const square = (x: Tensor) => asTensor(x, "square").mul(x);
const energy = (x: Tensor) => square(x).sum();

/** Functions around functions of tensors. */
export const transformCalls: ValidCalls = {
  ...marked(
    each({ grad, valueAndGrad, jacobian, hessian }, [[2]], (f) => (x) => f(energy)(x)),
    {
      trees: true,
      inner: true,
    },
  ),
  ...marked({ vjp: given([[2]], (x) => vjp(energy, [x], zeros([]))) }, { trees: true, inner: true }),
  ...marked(
    {
      vmap: given([[2, 3]], (x) => vmap(square)(x)),
      jvp: given([[2], [2]], (x, tangent) => jvp(square, [x], [tangent])),
      hvp: given([[2], [2]], (x, vector) => hvp(energy, [x], [vector])),
      checkpoint: given([[2]], (x) => checkpoint(square, x)),
    },
    { inner: true },
  ),
  customGrad: given([[2]], (x) => customGrad({ value: square, gradient: (g) => [g] })(x)),
};
