import { asTensor, TenonError, type Tensor, type Variable, withValues } from "@tenon/core";
import type { StateDict } from "./load-state.js";
import { type Module, variablesOf } from "./module.js";

/**
 * `model.call(...inputs)` with tensors in place of its parameters and buffers, by the names of its state dict; those that are
 * not given keep their values. The model itself does not change: what it assigns (running statistics) is dropped, see
 * `functionalCallWithState`. A name of a tied variable stands for all its names.
 *
 * Inside `grad`, `vmap` and `jacobian` it makes a model a function of its parameters.
 *
 * @throws TenonError `state_mismatch` for a name that the model does not have, `shape_mismatch` or `dtype_mismatch` for a value
 * unlike the variable's.
 * @example
 * const model = new Linear(2, 1);
 * const loss = (values: Record<string, Tensor>, x: Tensor) => functionalCall(model, values, x).square().sum();
 * const perExample = vmap(grad(loss, { argument: 0 }), { inAxes: [null, 0] });
 * const [gradients] = perExample(model.stateDict(), tensor([[1, 2], [3, 4], [5, 6]]));
 * gradients.weight.shape; // [3, 1, 2]
 */
export function functionalCall<M extends Module>(
  model: M,
  values: StateDict,
  ...inputs: Parameters<M["forward"]>
): ReturnType<M["forward"]> {
  const { result, written } = run(model, values, inputs);
  for (const [, x] of written) x.dispose();
  return result;
}

/**
 * As `functionalCall`, and returns what the model assigned to its parameters and buffers, by name.
 * @example
 * const norm = new BatchNorm2d(1);
 * const { state } = functionalCallWithState(norm, norm.stateDict(), ones([1, 1, 1, 2]));
 * state.running_mean; // [0.1]
 */
export function functionalCallWithState<M extends Module>(
  model: M,
  values: StateDict,
  ...inputs: Parameters<M["forward"]>
): { result: ReturnType<M["forward"]>; state: Record<string, Tensor> } {
  const { result, written, variables } = run(model, values, inputs);
  const names = new Map([...variables].reverse().map(([name, variable]) => [variable, name])); // the first of a tied one's
  return { result, state: Object.fromEntries(written.map(([variable, x]) => [names.get(variable), x])) };
}

function run<M extends Module>(model: M, values: StateDict, inputs: Parameters<M["forward"]>) {
  const variables = variablesOf(model);
  const unknown = Object.keys(values).filter((name) => !variables.has(name));
  if (unknown.length > 0)
    throw new TenonError(
      "state_mismatch",
      `functionalCall: the model has no ${unknown.slice(0, 8).join(", ")}`,
      "Object.keys(model.stateDict()) to see the names",
      { unexpected: unknown },
    );
  const stands = new Map<Variable, Tensor | undefined>();
  for (const [name, variable] of variables) {
    const value = values[name];
    if (value !== undefined) stands.set(variable, asTensor(value, "functionalCall"));
    else if (!stands.has(variable)) stands.set(variable, undefined);
  }
  const call = () => model.call(...inputs) as ReturnType<M["forward"]>; // call returns what forward does
  return { ...withValues(stands, call), variables };
}
