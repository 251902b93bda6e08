import { Counter, fromHost, guard, noGrad, Parameter, scope, TenonError, type Tensor } from "@tenon/core";
import { loadOptimizerState, type OptimizerState, saveOptimizerState } from "./optimizer-state.js";
import type { GroupOptions, Memory, ParameterGroup, Slot } from "./parameter-group.js";
import { type Current, checkNames, checkSettings, type OptimizerSettings, type Rules, rateAt } from "./settings.js";

/** Numbers and decisions of one update. */
export interface UpdateContext<S extends OptimizerSettings> {
  /**
   * A number from the settings and t, the 1-based count of this parameter's updates, as a rank-0 tensor; computed in float64
   * before each run of a compiled step.
   */
  scalar(of: (settings: Current<S>, t: number) => number): Tensor;
  /** A decision on which the shape of the computation depends; a compiled step has one variant for each. */
  choose(of: (settings: S) => boolean): boolean;
}

/**
 * The base of all optimizers: groups of parameters with settings, one `update` rule, memory that is kept by parameter.
 *
 * A parameter without a gradient, or frozen, is left as it is. Settings enter a compiled step anew at each run, so nothing
 * recompiles when they change. A subclass writes `createMemory` and `update`.
 *
 * @example
 * class SignDescent extends Optimizer<OptimizerSettings, Memory> {
 *   constructor(parameters: Iterable<Parameter>) {
 *     super("SignDescent", parameters, { learningRate: 1e-3, weightDecay: 0 }, { learningRate: rate, weightDecay: nonNegative });
 *   }
 *   protected createMemory() {
 *     return {};
 *   }
 *   protected update({ parameter }: Slot<Memory>, gradient: Tensor, { scalar }: UpdateContext<OptimizerSettings>) {
 *     parameter.assign(sub(parameter, mul(gradient.sign(), scalar((s) => s.learningRate))));
 *   }
 * }
 */
export abstract class Optimizer<S extends OptimizerSettings, M extends Memory> {
  readonly groups: ParameterGroup<S>[] = [];
  readonly #name: string;
  readonly #defaults: S;
  readonly #rules: Rules<S>;
  readonly #steps = new Counter();
  readonly #slots = new Map<Parameter, Slot<M>>();

  /**
   * @param name shown in messages and kept in saved state.
   * @param parameters parameters, or groups of them with settings of their own.
   * @throws TenonError `invalid_argument` for a setting out of range, no parameters, or one that is given twice.
   */
  constructor(name: string, parameters: Iterable<Parameter | GroupOptions<S>>, defaults: S, rules: Rules<S>) {
    this.#name = name;
    this.#defaults = defaults;
    this.#rules = rules;
    checkNames(name, defaults, rules);
    checkSettings(name, defaults, rules);
    const given = [...parameters];
    const loose = given.filter((item) => item instanceof Parameter);
    if (given.length === 0 || (loose.length > 0 && loose.length < given.length))
      throw new TenonError(
        "invalid_argument",
        `${name}: ${given.length === 0 ? "no parameters were given" : "parameters and groups were mixed"}`,
        "model.parameters(), or [{ parameters, learningRate }, ...]",
      );
    const groups = loose.length > 0 ? [{ parameters: loose }] : given;
    for (const group of groups) this.addGroup(group as GroupOptions<S>); // not a Parameter: checked above
  }

  /** A new parameter's memory, zeros as a rule. */
  protected abstract createMemory(parameter: Parameter, settings: S): M;

  /** Assigns the parameter and its memory their next values. Runs without recording, in a scope. */
  protected abstract update(slot: Slot<M>, gradient: Tensor, context: UpdateContext<S>): void;

  /** Adds parameters, with settings of their own, to those that are trained: layers that thaw, for example. */
  addGroup({ parameters, ...own }: GroupOptions<S>): void {
    const list = [...parameters];
    const group = { ...this.#defaults, ...own, parameters: list } as unknown as ParameterGroup<S>; // S from its defaults
    checkNames(this.#name, own, this.#rules);
    checkSettings(this.#name, group as S, this.#rules);
    for (const [i, parameter] of list.entries())
      if (!(parameter instanceof Parameter) || this.#slots.has(parameter) || list.indexOf(parameter) !== i)
        throw new TenonError(
          "invalid_argument",
          `${this.#name}: item ${i} of a group is ${parameter instanceof Parameter ? "a parameter that was given twice" : "not a Parameter"}`,
          "each parameter of the model once",
        );
    for (const parameter of list) {
      const memory = scope(() => noGrad(() => this.createMemory(parameter, group)));
      this.#slots.set(parameter, { parameter, memory, updates: new Counter() });
    }
    this.groups.push(group);
  }

  /** The rate of the first group. Assigning it sets that of every group; it may be a schedule. */
  get learningRate(): S["learningRate"] {
    return this.groups[0]!.learningRate; // the constructor made one
  }

  set learningRate(value: S["learningRate"]) {
    checkSettings(this.#name, { ...this.groups[0]!, learningRate: value }, this.#rules);
    for (const group of this.groups) group.learningRate = value;
  }

  /** How many steps were taken. */
  get stepCount(): number {
    return this.#steps.value;
  }

  /**
   * Updates every parameter that has a gradient.
   * @throws TenonError `invalid_argument` for a setting out of range; nothing has changed then.
   */
  step(): void {
    scope(() =>
      noGrad(() => {
        for (const group of this.groups) {
          checkSettings(this.#name, group as S, this.#rules);
          rateAt(this.#name, group.learningRate, this.#steps.value);
        }
        const due = this.groups.flatMap((group) => this.#due(group));
        const step = this.#steps.next();
        for (const { group, slot, gradient } of due)
          scope(() => this.update(slot, gradient, this.#context(group, slot, step)));
      }),
    );
  }

  /** Clears the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.#slots.keys()) parameter.grad = undefined;
  }

  /** Settings, counts and memory, as plain data and tensors; schedules are left out, because they are code. */
  stateDict(): OptimizerState {
    return saveOptimizerState(this.#name, this.#steps, this.groups, this.#slots);
  }

  /**
   * Goes on where `state` was saved, exactly.
   * @throws TenonError `state_mismatch` when it is of another optimizer or other parameters; nothing has changed then.
   */
  loadStateDict(state: OptimizerState): void {
    loadOptimizerState(this.#name, state, this.#steps, this.groups, this.#slots, this.#rules);
  }

  /** Frees the memory of all parameters; the parameters stay. */
  dispose(): void {
    for (const { memory } of this.#slots.values()) for (const variable of Object.values(memory)) variable.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The parameters of a group that have a gradient and are not frozen. */
  #due(group: ParameterGroup<S>) {
    return group.parameters.flatMap((parameter) => {
      const gradient = parameter.requiresGrad ? parameter.grad : undefined;
      if (gradient === undefined) return [];
      return [{ group, slot: this.#slots.get(parameter)!, gradient }]; // addGroup made a slot for each
    });
  }

  #context(group: ParameterGroup<S>, { parameter, updates }: Slot<M>, step: () => number): UpdateContext<S> {
    const before = updates.next();
    const { dtype, backend } = parameter;
    const current = (): Current<S> => {
      checkSettings(this.#name, group as S, this.#rules);
      return { ...group, learningRate: rateAt(this.#name, group.learningRate, step()) };
    };
    return {
      scalar: (of) => fromHost(() => of(current(), before() + 1), { dtype, backend }),
      choose: (of) => guard(() => of(group)),
    };
  }
}
