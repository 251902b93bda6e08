import { type GeluOptions, gelu, relu, sigmoid, type Tensor, type TensorLike, tanh } from "@tenon/core";
import { Module } from "../module/module.js";

/**
 * Rectifier max(x, 0), elementwise, as torch.nn.ReLU.
 * @example
 * new ReLU().call(tensor([-1, 2])); // [0, 2]
 */
export class ReLU extends Module {
  forward(x: TensorLike): Tensor {
    return relu(x);
  }
}

/**
 * Gaussian error linear unit x·Φ(x), elementwise (Hendrycks & Gimpel 2016), as torch.nn.GELU.
 * @example
 * new GELU({ approximate: "tanh" }).call(tensor([0, 1])); // [0, 0.8412]
 */
export class GELU extends Module {
  readonly approximate: "none" | "tanh";

  constructor({ approximate = "none" }: GeluOptions = {}) {
    super();
    this.approximate = approximate;
  }

  forward(x: TensorLike): Tensor {
    return gelu(x, { approximate: this.approximate });
  }
}

/**
 * Hyperbolic tangent, elementwise, as torch.nn.Tanh.
 * @example
 * new Tanh().call(tensor([0, 1])); // [0, 0.7616]
 */
export class Tanh extends Module {
  forward(x: TensorLike): Tensor {
    return tanh(x);
  }
}

/**
 * Logistic sigmoid 1/(1 + e⁻ˣ), elementwise, as torch.nn.Sigmoid.
 * @example
 * new Sigmoid().call(tensor([0])); // [0.5]
 */
export class Sigmoid extends Module {
  forward(x: TensorLike): Tensor {
    return sigmoid(x);
  }
}
