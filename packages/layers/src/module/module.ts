import { type Backend, guard, noGrad, Parameter, scope, TenonError, type Tensor, Variable } from "@tenon/core";
import { type Holder, walk } from "./fields.js";
import { type LoadOptions, type LoadReport, loadState, type StateDict } from "./load-state.js";
import { locateErrors } from "./locate-errors.js";

/**
 * A layer or a whole model: a plain tree. Parameters, buffers (Variables) and inner modules are found in its own
 * enumerable fields, also inside arrays and plain objects; `#private` fields are not looked at.
 *
 * Subclasses write `forward`; users run `call`, which frees the tensors made on the way.
 * Names in state dicts are the fields' in snake case (`outProj.weight` → `out_proj.weight`), as PyTorch writes them.
 *
 * @example
 * class Net extends Module {
 *   readonly fc1 = new Linear(784, 128);
 *   readonly fc2 = new Linear(128, 10);
 *   forward(x: TensorLike): Tensor {
 *     return this.fc2.call(this.fc1.call(x).relu());
 *   }
 * }
 * const logits = new Net().call(images);
 */
export abstract class Module implements Holder {
  #training = true;

  /** What the layer computes. Run `call` instead, so that interior tensors are freed and errors say where they arose. */
  abstract forward(...inputs: never[]): unknown;

  /**
   * Runs `forward` in a scope. The result may nest tensors in arrays and plain objects.
   * @throws TenonError of the op that failed, its message led by the path of the layer.
   */
  call(...inputs: Parameters<this["forward"]>): ReturnType<this["forward"]> {
    const run = () => scope(() => this.forward(...(inputs as never[])) as ReturnType<this["forward"]>); // forward's own types
    return locateErrors(this, (inner) => this.#nameOf(inner), run);
  }

  /** Where modules, parameters and buffers are looked for; a container that keeps them elsewhere overrides it. */
  fields(): Iterable<readonly [string, unknown]> {
    return Object.entries(this);
  }

  /** Trainable variables, each once. */
  parameters(): Parameter[] {
    return [...this.namedParameters().values()];
  }

  /** Trainable variables by name, each under its first name. */
  namedParameters(): Map<string, Parameter> {
    return this.#named((value) => value instanceof Parameter);
  }

  /** Variables that are not trained, such as running statistics, by name. */
  namedBuffers(): Map<string, Variable> {
    return this.#named((value): value is Variable => value instanceof Variable && !(value instanceof Parameter));
  }

  /** This module and all inside it, each once. */
  modules(): Module[] {
    return [...this.namedModules().values()];
  }

  /** This module, under "", and all inside it by name, each under its first name. */
  namedModules(): Map<string, Module> {
    return this.#named(isModule);
  }

  /** True in training mode; `train` and `eval` set it. A compiled step has one variant for each mode. */
  get training(): boolean {
    return guard(() => this.#training);
  }

  /** Training mode for this module and all inside it: dropout drops, batch normalisation uses the batch. */
  train(on = true): this {
    for (const module of this.modules()) module.#training = on;
    return this;
  }

  /** Evaluation mode for this module and all inside it. */
  eval(): this {
    return this.train(false);
  }

  /**
   * Stops training the parameters whose names match; all by default.
   * @throws TenonError `invalid_argument` when no name matches.
   * @example
   * model.freeze(/^encoder\./);
   */
  freeze(names?: RegExp): this {
    return this.#setRequiresGrad(names, false);
  }

  /** The opposite of `freeze`. */
  unfreeze(names?: RegExp): this {
    return this.#setRequiresGrad(names, true);
  }

  /** What every parameter and buffer holds now, by name; tied ones under each of their names. */
  stateDict(): Record<string, Tensor> {
    return noGrad(() => Object.fromEntries([...variablesOf(this)].map(([name, variable]) => [name, variable.value])));
  }

  /**
   * Takes over the values of a state dict, converted to each variable's dtype and backend. Of tied variables one name is enough.
   *
   * @throws TenonError `state_mismatch` when shapes differ, or (strict) when names are missing or unexpected; nothing has
   * changed then.
   * @example
   * model.loadStateDict(pretrained, { strict: false }).missing; // ["head.weight", "head.bias"]
   */
  loadStateDict(state: StateDict, options: LoadOptions = {}): LoadReport {
    return loadState(variablesOf(this), state, options);
  }

  /** Moves every parameter, its gradient and every buffer to another backend. Make optimizers afterwards. */
  to(backend: Backend): this {
    const variables = new Set(variablesOf(this).values());
    scope(() =>
      noGrad(() => {
        const moved = [...variables].map((variable) => ({
          variable,
          value: variable.value.to(backend),
          gradient: variable instanceof Parameter ? variable.grad?.to(backend) : undefined,
        }));
        for (const { variable, value, gradient } of moved) {
          variable.assign(value);
          if (variable instanceof Parameter) variable.grad = gradient;
        }
      }),
    );
    return this;
  }

  /** Frees all parameters and buffers; using the module afterwards throws. */
  dispose(): void {
    for (const variable of variablesOf(this).values()) variable.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #named<T extends Module | Variable>(wanted: (value: unknown) => value is T): Map<string, T> {
    const seen = new Set<T>();
    const named = new Map<string, T>();
    for (const { name, value } of walk<Module>(this, isModule))
      if (wanted(value) && !seen.has(value)) {
        seen.add(value);
        named.set(name, value);
      }
    return named;
  }

  #nameOf(inner: object): string | undefined {
    for (const [name, module] of this.namedModules()) if (module === inner) return name;
    return undefined;
  }

  #setRequiresGrad(names: RegExp | undefined, on: boolean): this {
    const chosen = [...this.namedParameters()].filter(([name]) => names === undefined || name.search(names) >= 0);
    if (chosen.length === 0 && names !== undefined)
      throw new TenonError(
        "invalid_argument",
        `${on ? "unfreeze" : "freeze"}: no parameter has a name that matches ${names}`,
        "[...model.namedParameters().keys()] to see the names",
      );
    for (const [, parameter] of chosen) parameter.requiresGrad = on;
    return this;
  }
}

/** Every parameter and buffer by name; tied ones under each of their names. */
export function variablesOf(module: Module): Map<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const { name, value } of walk<Module>(module, isModule)) {
    if (!(value instanceof Variable)) continue;
    const other = variables.get(name);
    if (other !== undefined && other !== value)
      throw new TenonError(
        "invalid_argument",
        `Module: two fields have the name ${name} in the state dict`,
        "other names: capitals become underscores, so fooBar and foo_bar are one",
        { name },
      );
    variables.set(name, value);
  }
  return variables;
}

function isModule(value: unknown): value is Module {
  return value instanceof Module;
}
