import type { Counter, Parameter, Variable } from "@tenon/core";

/** Parameters that share settings; those left out are the optimizer's own. */
export type GroupOptions<S> = { readonly parameters: Iterable<Parameter> } & Partial<S>;

/** A group as the optimizer keeps it: its settings may be assigned between steps. */
export type ParameterGroup<S> = { readonly parameters: readonly Parameter[] } & S;

/** What an optimizer remembers of one parameter, by name. */
export type Memory = Readonly<Record<string, Variable>>;

/** One parameter with its memory and the number of times it was updated. */
export interface Slot<M extends Memory> {
  readonly parameter: Parameter;
  readonly memory: M;
  readonly updates: Counter;
}
