import { dropout, type Generator, type Tensor, type TensorLike } from "@tenon/core";
import { checkProbability } from "../module/make-variables.js";
import { Module } from "../module/module.js";

/** Options of `Dropout`. */
export interface DropoutLayerOptions {
  /** The stream to draw from; default: the one that `manualSeed` restarts. */
  readonly generator?: Generator;
}

/**
 * In training zeroes elements at random and scales the rest by 1/(1 − probability) (Srivastava et al. 2014), as
 * torch.nn.Dropout; in evaluation passes its input on. Shape stays.
 *
 * @throws TenonError `invalid_argument` unless 0 ≤ probability ≤ 1.
 * @example
 * new Dropout(0.1).call(ones([8, 64])).shape; // [8, 64]
 */
export class Dropout extends Module {
  readonly probability: number;
  readonly #generator: Generator | undefined;

  constructor(probability = 0.5, { generator }: DropoutLayerOptions = {}) {
    super();
    checkProbability("Dropout", "probability", probability);
    this.probability = probability;
    this.#generator = generator;
  }

  forward(x: TensorLike): Tensor {
    const { probability, training } = this;
    return dropout(x, { probability, training, ...(this.#generator && { generator: this.#generator }) });
  }
}
