import type { DType } from "@tenon/core";
import { castLanes, numberLanes } from "./cast.js";
import type { Context, Lanes } from "./lanes.js";
import { binaryLanes, compareLanes, unaryLanes, whereLanes } from "./operations.js";
import type { Step } from "./spec.js";

/** The literals of a program, computed once, ahead of the loop that uses them. */
export function literals(c: Context, steps: readonly Step[]): (Lanes | undefined)[] {
  const known = new Map<string, Lanes>();
  return steps.map((step) => {
    if (step.kind !== "number") return undefined;
    const key = `${step.dtype} ${Object.is(step.value, -0) ? "-0" : step.value}`;
    const made = known.get(key) ?? numberLanes(c, step.dtype, step.value);
    known.set(key, made);
    return made;
  });
}

/** Runs a program on four elements: the value of every step. */
export function evaluate(
  c: Context,
  steps: readonly Step[],
  numbers: readonly (Lanes | undefined)[],
  input: (index: number) => Lanes,
): Lanes[] {
  const values: Lanes[] = [];
  steps.forEach((step, i) => {
    values.push(numbers[i] ?? compute(step));
  });
  return values;

  function compute(step: Step): Lanes {
    switch (step.kind) {
      case "input":
        return input(step.input);
      case "number":
        return numberLanes(c, step.dtype, step.value);
      case "unary":
        return unaryLanes(c, step.op, values[step.x]!);
      case "binary":
        return binaryLanes(c, step.op, values[step.a]!, values[step.b]!);
      case "compare":
        return compareLanes(c, step.op, values[step.a]!, values[step.b]!);
      case "where":
        return whereLanes(c, values[step.condition]!, values[step.a]!, values[step.b]!);
      case "cast":
        return castLanes(c, values[step.x]!, step.dtype);
    }
  }
}

/** Ops that go through a function of their own or through scalars. */
const HEAVY = new Set<string>(
  "exp expm1 log log1p sin cos tan asin acos atan tanh erf sigmoid pow mod atan2".split(" "),
);

/** A rough count of instructions for four elements. */
export function weigh(steps: readonly Step[], dtypeOf: readonly DType[]): number {
  let weight = 0;
  steps.forEach((step, i) => {
    const heavy = "op" in step && HEAVY.has(step.op);
    const wide = dtypeOf[i] === "float16" || dtypeOf[i] === "float64" ? 4 : 1;
    weight += step.kind === "number" ? 0 : (heavy ? 20 : 1) * wide;
  });
  return weight;
}
