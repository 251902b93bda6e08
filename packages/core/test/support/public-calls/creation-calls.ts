import * as core from "../../../src/index.js";
import type { Calls } from "./inputs.js";

export const creationCalls: Calls = {
  oneHot: [({ small }) => core.oneHot(small, 3)],
  tensor: [() => core.tensor([1, 2])],
  full: [() => core.full([2], 1)],
  fullLike: [({ x }) => core.fullLike(x, 3)],
  zeros: [() => core.zeros([2], { requiresGrad: true })],
  ones: [() => core.ones([2])],
  iota: [() => core.iota([2, 2], 0)],
  arange: [() => core.arange(3)],
  linspace: [() => core.linspace(0, 1, 3)],
  eye: [() => core.eye(2), () => core.eye(2, 3, { requiresGrad: true })],
  fromHost: [() => core.fromHost(() => 1)],
  uniform: [() => core.uniform([2]), () => core.uniform([2], { low: -1, requiresGrad: true })],
  normal: [() => core.normal([2], { mean: 1, dtype: "float64" })],
  bernoulli: [({ half }) => core.bernoulli([3], half)],
  permutation: [() => core.permutation(4)],
};
