import { asTensor, TenonError, type Tensor, type TensorLike } from "@tenon/core";
import { Module } from "../module/module.js";

/** A module, or a plain function such as `relu`, from one tensor to one tensor. */
export type SequentialStep = (Module & { forward(x: Tensor): Tensor }) | ((x: Tensor) => Tensor);

/**
 * Runs modules and plain functions one after another, as torch.nn.Sequential; names in state dicts are `0.weight`, `2.weight`, ….
 *
 * @throws TenonError `invalid_argument` for a step that is neither.
 * @example
 * const model = new Sequential(new Linear(4, 16), relu, new Linear(16, 3));
 * model.call(zeros([8, 4])).shape; // [8, 3]
 */
export class Sequential extends Module {
  readonly #steps: readonly SequentialStep[];

  constructor(...steps: readonly SequentialStep[]) {
    super();
    steps.forEach((step, i) => {
      if (!(step instanceof Module || typeof step === "function"))
        throw new TenonError(
          "invalid_argument",
          `Sequential: step ${i} is neither a module nor a function`,
          "new Sequential(new Linear(4, 16), relu, new Linear(16, 3))",
        );
    });
    this.#steps = steps;
  }

  /** The steps, in order. */
  get steps(): readonly SequentialStep[] {
    return this.#steps;
  }

  override fields(): Iterable<readonly [string, unknown]> {
    return this.#steps.map((step, i) => [String(i), step] as const);
  }

  forward(x: TensorLike): Tensor {
    return this.#steps.reduce<Tensor>(
      (y, step) => (step instanceof Module ? step.call(y) : step(y)),
      asTensor(x, "Sequential"),
    );
  }
}
