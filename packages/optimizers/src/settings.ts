import { TenonError } from "@tenon/core";

/** A rate, or a schedule: a pure function of the number of steps taken so far. */
export type LearningRate = number | ((step: number) => number);

/** What every optimizer can be told, for each group of parameters. All of it may change between steps. */
export interface OptimizerSettings {
  learningRate: LearningRate;
  weightDecay: number;
}

/** Settings as an update reads them: the learning rate of this step is known. */
export type Current<S extends OptimizerSettings> = Omit<S, "learningRate"> & { readonly learningRate: number };

/** What a setting must be. */
export interface Rule {
  readonly holds: (value: unknown) => boolean;
  readonly expected: string;
}

/** One rule for each setting. */
export type Rules<S> = Readonly<Record<keyof S & string, Rule>>;

/** A finite number, 0 or more. */
export const nonNegative: Rule = {
  holds: (value) => typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY,
  expected: "a finite number ≥ 0",
};

/** A number from 0 up to, not including, 1. */
export const fraction: Rule = {
  holds: (value) => typeof value === "number" && value >= 0 && value < 1,
  expected: "a number in [0, 1)",
};

/** A finite number. */
export const finite: Rule = { holds: Number.isFinite, expected: "a finite number" };

/** True or false. */
export const flag: Rule = { holds: (value) => typeof value === "boolean", expected: "true or false" };

/** A learning rate: a finite number, 0 or more, or a schedule. */
export const rate: Rule = {
  holds: (value) => typeof value === "function" || nonNegative.holds(value),
  expected: "a finite number ≥ 0, or a function of the step",
};

/** Throws for a name that is no setting: `lr` for `learningRate`. */
export function checkNames<S>(optimizer: string, given: object, rules: Rules<S>): void {
  for (const name of Object.keys(given))
    if (!Object.hasOwn(rules, name))
      throw new TenonError(
        "invalid_argument",
        `${optimizer}: there is no setting ${name}`,
        Object.keys(rules).join(", "),
        { name },
      );
}

/** Throws unless every setting is what its rule says. */
export function checkSettings<S>(optimizer: string, settings: S, rules: Rules<S>): void {
  for (const name of Object.keys(rules) as (keyof S & string)[]) // its keys are those of S
    if (!rules[name].holds(settings[name])) throw invalid(optimizer, name, settings[name], rules[name].expected);
}

/** The learning rate of a step; throws unless it is finite and ≥ 0. */
export function rateAt(optimizer: string, learningRate: LearningRate, step: number): number {
  const value = typeof learningRate === "number" ? learningRate : learningRate(step);
  if (!nonNegative.holds(value)) throw invalid(optimizer, "learningRate", value, nonNegative.expected, step);
  return value;
}

function invalid(optimizer: string, name: string, value: unknown, expected: string, step?: number): TenonError {
  const when = step === undefined ? "" : ` at step ${step}`;
  return new TenonError(
    "invalid_argument",
    `${optimizer}: ${name}${when} must be ${expected}, ${String(value)} was given`,
    name === "learningRate" ? "a rate such as 1e-3" : `${name}: ${expected}`,
    { [name]: value },
  );
}
