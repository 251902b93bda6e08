import {
  type Counter,
  noGrad,
  type Parameter,
  sameShape,
  scope,
  showShape,
  TenonError,
  type Tensor,
} from "@tenon/core";
import type { Memory, ParameterGroup, Slot } from "./parameter-group.js";
import { checkSettings, type OptimizerSettings, type Rules } from "./settings.js";

/** An optimizer's state: plain data, with tensors at the leaves. */
export interface OptimizerState {
  /** Which optimizer saved it. */
  readonly optimizer: string;
  readonly steps: number;
  readonly groups: readonly {
    /** How many parameters it has. */
    readonly size: number;
    readonly settings: Readonly<Record<string, number | boolean>>;
  }[];
  /** Of each parameter, in the order of the groups. */
  readonly parameters: readonly {
    readonly updates: number;
    readonly memory: Readonly<Record<string, Tensor>>;
  }[];
}

type Slots<M extends Memory> = ReadonlyMap<Parameter, Slot<M>>;

export function saveOptimizerState<S extends OptimizerSettings, M extends Memory>(
  optimizer: string,
  steps: Counter,
  groups: readonly ParameterGroup<S>[],
  slots: Slots<M>,
): OptimizerState {
  return noGrad(() => ({
    optimizer,
    steps: steps.value,
    groups: groups.map(({ parameters, ...settings }) => ({
      size: parameters.length,
      settings: Object.fromEntries(
        Object.entries(settings).filter((entry): entry is [string, number | boolean] => typeof entry[1] !== "function"),
      ),
    })),
    parameters: slotsInOrder(groups, slots).map(({ memory, updates }) => ({
      updates: updates.value,
      memory: Object.fromEntries(Object.entries(memory).map(([name, variable]) => [name, variable.value])),
    })),
  }));
}

export function loadOptimizerState<S extends OptimizerSettings, M extends Memory>(
  optimizer: string,
  state: OptimizerState,
  steps: Counter,
  groups: readonly ParameterGroup<S>[],
  slots: Slots<M>,
  rules: Rules<S>,
): void {
  const own = slotsInOrder(groups, slots);
  const sizes = groups.map((group) => group.parameters.length);
  const givenSizes = state.groups.map((group) => group.size);
  if (state.optimizer !== optimizer) throw mismatch(optimizer, `the state is of ${state.optimizer}`);
  if (showShape(givenSizes) !== showShape(sizes) || state.parameters.length !== own.length)
    throw mismatch(
      optimizer,
      `groups of ${showShape(sizes)} parameters were expected, ${showShape(givenSizes)} were given`,
    );
  const settings = groups.map((group, i) => {
    const known = Object.entries(state.groups[i]!.settings).filter(([name]) => Object.hasOwn(rules, name));
    const next = { ...group, ...Object.fromEntries(known) };
    checkSettings(optimizer, next as S, rules);
    return { group, known };
  });
  own.forEach(({ memory }, i) => {
    const given = state.parameters[i]!;
    checkCount(optimizer, i, given.updates);
    const names = Object.keys(memory);
    if (Object.keys(given.memory).length !== names.length || names.some((name) => !Object.hasOwn(given.memory, name)))
      throw mismatch(optimizer, `parameter ${i} has ${list(names)}, the state ${list(Object.keys(given.memory))}`);
    for (const name of names) {
      const { shape, dtype } = memory[name]!; // one of its own keys
      const value = given.memory[name]!; // checked above
      if (!sameShape(value.shape, shape) || value.dtype !== dtype)
        throw mismatch(
          optimizer,
          `${name} of parameter ${i} is ${dtype} ${showShape(shape)}, the state's ${value.dtype} ${showShape(value.shape)}`,
        );
    }
  });
  checkCount(optimizer, undefined, state.steps);
  scope(() =>
    noGrad(() => {
      const values = own.flatMap(({ memory }, i) =>
        Object.entries(memory).map(([name, variable]) => ({
          variable,
          value: state.parameters[i]!.memory[name]!.to(variable.backend),
        })),
      );
      for (const { variable, value } of values) variable.assign(value);
    }),
  );
  for (const { group, known } of settings) Object.assign(group, Object.fromEntries(known));
  own.forEach(({ updates }, i) => {
    updates.value = state.parameters[i]!.updates;
  });
  steps.value = state.steps;
}

function slotsInOrder<S extends OptimizerSettings, M extends Memory>(
  groups: readonly ParameterGroup<S>[],
  slots: Slots<M>,
): Slot<M>[] {
  return groups.flatMap(({ parameters }) => parameters.map((parameter) => slots.get(parameter)!)); // each group's have one
}

function checkCount(optimizer: string, parameter: number | undefined, count: number): void {
  if (Number.isSafeInteger(count) && count >= 0) return;
  throw mismatch(
    optimizer,
    `${parameter === undefined ? "the step count" : `the count of parameter ${parameter}`} is ${count}`,
  );
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "no memory" : names.join(", ");
}

function mismatch(optimizer: string, problem: string): TenonError {
  return new TenonError(
    "state_mismatch",
    `${optimizer}.loadStateDict: ${problem}`,
    "the state of the same optimizer over the same model",
  );
}
