import type { Handle } from "@tenon/core";
import type { Primitives } from "../program.js";
import type { HostTensor } from "../reference/reference-tensor.js";
import { VIEWS } from "../samples/views.js";
import type { Sample } from "./sample-case.js";

/** Every view as the left operand, as the right one, and as both sides over one storage. */
export function* operandViews(
  draw: (shape: readonly number[], side: 0 | 1) => HostTensor,
  apply: <T extends Handle>(ops: Primitives<T>, a: T, b: T) => T,
): Iterable<Sample> {
  for (const { name, source, move } of VIEWS) {
    yield {
      label: `left operand ${name}`,
      inputs: [draw(source, 0), draw([], 1)],
      program: (ops, [a, b]) => apply(ops, move(ops, a!), b!),
    };
    yield {
      label: `right operand ${name}`,
      inputs: [draw([1], 0), draw(source, 1)],
      program: (ops, [a, b]) => apply(ops, a!, move(ops, b!)),
    };
    yield {
      label: `both operands ${name}`,
      inputs: [draw(source, 0), draw(source, 1)],
      program: (ops, [a, b]) => apply(ops, move(ops, a!), move(ops, b!)),
    };
  }
  yield {
    label: "a matrix and its transpose",
    inputs: [draw([5, 5], 0)],
    program: (ops, [x]) => apply(ops, x!, ops.permute(x!, [1, 0])),
  };
}
