import { unreadable } from "../checks.js";
import { TenonError } from "../errors.js";
import { refusePromise } from "../memory/scope.js";
import { dataSync } from "../ops/read.js";
import type { Tensor } from "../tensor.js";
import { type GradNode, watchNodes } from "./grad-node.js";

/**
 * Runs `fn`, a training step, and throws as soon as a backward pass computes NaN: the error names the op and the line that
 * called it. Compiled functions inside run op by op. Each gradient is read, so it is slow: for debugging.
 *
 * @throws TenonError `not_finite`; `sync_read_unavailable` on a backend that answers later.
 * @example
 * const x = tensor([0, 1], { requiresGrad: true });
 * detectAnomaly(() => x.sqrt().sum().backward()); // infinity is no NaN
 */
export function detectAnomaly<R>(fn: () => R): R {
  const calls = new WeakMap<GradNode, Error>();
  const watcher = {
    born: (node: GradNode) => void calls.set(node, stackHere()),
    ran: (node: GradNode, flows: readonly (Tensor | undefined)[]) => {
      const input = flows.findIndex((flow) => flow !== undefined && hasNaN(flow));
      if (input >= 0) throw anomaly(node, input, calls.get(node));
    },
  };
  const result = watchNodes(watcher, fn);
  refusePromise(result, "detectAnomaly");
  return result;
}

/** The error about a gradient that is NaN, with the call of the op. */
function anomaly(node: GradNode, input: number, call: Error | undefined): TenonError {
  const frames = call === undefined ? [] : userFrames(call.stack ?? "");
  const where = frames[0] ?? "outside detectAnomaly, so that its line is not known";
  return new TenonError(
    "not_finite",
    `detectAnomaly: the gradient of input ${input} of ${node.name} is NaN; it was called ${where}`,
    "a look at log or √ of 0, 0/0, ∞ − ∞, and at branches that where() did not take",
    { op: node.name, input, frames },
  );
}

function hasNaN(flow: Tensor): boolean {
  if (flow.backend.readSync === undefined) throw unreadable("detectAnomaly", flow.backend.name);
  return dataSync(allExamples(flow)).some((x) => Number.isNaN(x));
}

/** Inside `vmap`, what all examples have together. */
function allExamples(x: Tensor): Tensor {
  const { handle } = x.storage;
  return "tensor" in handle ? allExamples(handle.tensor as Tensor) : x; // only handles of vmap have one
}

/** The stack of calls now, deep enough to leave the library. */
function stackHere(): Error {
  const engine: { stackTraceLimit?: number } = Error; // V8's
  const limit = engine.stackTraceLimit;
  engine.stackTraceLimit = 100;
  const error = new Error("called here");
  if (limit !== undefined) engine.stackTraceLimit = limit;
  return error;
}

/** The frames outside this library, innermost first: `at loss (file:///app/train.js:12:5)`. */
function userFrames(stack: string): string[] {
  const frames = stack.split("\n").filter((line) => /:\d+:\d+/.test(line));
  const own = /[^\s(@]*\/(?=(?:src|dist)\/)|[^\s(@]+(?=:\d+:\d+)/.exec(frames[0] ?? "")?.[0] ?? ""; // this package, or this file
  const siblings = own.endsWith("/") ? own.replace(/[^/]+\/$/, "") : own;
  const isOurs = (line: string) => {
    const at = line.indexOf(siblings);
    return at >= 0 && (siblings === own || /^[^/]+\/(src|dist)\//.test(line.slice(at + siblings.length)));
  };
  const users = frames.filter((line) => !isOurs(line) && !line.includes("node:internal"));
  return (users.length > 0 ? users : frames).map((line) => line.trim());
}
