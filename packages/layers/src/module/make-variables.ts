import { Parameter, type RandomOptions, scope, TenonError, type Tensor, Variable } from "@tenon/core";

/** Where and with what a layer makes its parameters. */
export interface LayerOptions extends Pick<RandomOptions, "backend" | "dtype" | "generator"> {}

/** A parameter that is the only owner of its first value. */
export function parameter(value: () => Tensor): Parameter {
  return scope(() => new Parameter(value()));
}

/** A buffer that is the only owner of its first value. */
export function buffer(value: () => Tensor): Variable {
  return scope(() => new Variable(value()));
}

/** Throws unless the constructor's argument is an integer ≥ `least`. */
export function checkCount(layer: string, name: string, value: number, least = 1): void {
  if (!Number.isInteger(value) || value < least)
    throw new TenonError(
      "invalid_argument",
      `${layer}: ${name} must be an integer ≥ ${least}, ${String(value)} was given`,
      `new ${layer}(...) with sizes of your data`,
      { [name]: value },
    );
}

/** Throws unless the constructor's argument is a probability. */
export function checkProbability(layer: string, name: string, value: number): void {
  if (!(value >= 0 && value <= 1))
    throw new TenonError(
      "invalid_argument",
      `${layer}: ${name} must be from 0 to 1, ${String(value)} was given`,
      "a share of elements to drop, such as 0.1",
      { [name]: value },
    );
}
