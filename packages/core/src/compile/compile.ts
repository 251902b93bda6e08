import { isWatched } from "../autograd/grad-node.js";
import { batching } from "../engine/batching.js";
import { ambientBackend, engineOf, isRecording, meet } from "../engine/context.js";
import { TenonError } from "../errors.js";
import type { Backend } from "../seam/backend.js";
import { overrides } from "../state/overrides.js";
import type { Tensor } from "../tensor.js";
import { keyOf, tensorsIn } from "./arguments.js";
import { CompiledStep } from "./compiled-step.js";
import { traceStep } from "./trace-step.js";
import { tracing } from "./tracing.js";

export interface CompileOptions {
  /** How many variants (shapes, modes) to keep; the least recently used goes first. Default 32. */
  readonly cacheSize?: number;
  /** Where the step runs when neither its arguments nor `setBackend` say so. */
  readonly backend?: Backend;
}

/** What a compiled function has done so far. */
export interface CompileStats {
  readonly traces: number;
  readonly runs: number;
  readonly cached: number;
}

/** A compiled function: called like the original. */
export interface Compiled<A extends readonly unknown[], R> {
  (...inputs: A): R;
  stats(): CompileStats;
  /** Frees compiled code and captured constants; the function compiles again when called. */
  dispose(): void;
}

/**
 * Captures a whole step (forward, backward, optimizer) in one graph and runs it compiled from then on.
 *
 * `fn` runs once for each combination of argument structure, shapes, dtypes, modes and non-tensor arguments. Variables that
 * it reads become inputs, those it assigns outputs, so parameters, moments and statistics update as in eager code. Tensors
 * it captures are constants; numbers that change from step to step enter through `fromHost`, counters through `Counter`.
 * When a trace or a run throws, no Variable has changed.
 *
 * @throws TenonError `read_in_trace` when `fn` reads tensor data, `async_scope` when it returns a promise, `no_gradient` when
 * it collects `.grad` in an argument. A result whose graph is asked for gradients later throws `graph_released`.
 * @example
 * const step = compile((x: Tensor, y: Tensor) => {
 *   const loss = crossEntropy(model.call(x), y);
 *   loss.backward();
 *   optimizer.step();
 *   return loss;
 * });
 */
export function compile<A extends readonly unknown[], R>(
  fn: (...inputs: A) => R,
  options: CompileOptions = {},
): Compiled<A, R> {
  const { cacheSize = 32 } = options;
  const cache = new Map<string, CompiledStep<R>[]>();
  const recent: CompiledStep<R>[] = []; // least recently used first
  let traces = 0;
  let runs = 0;

  const forget = (step: CompiledStep<R>) => {
    const variants = cache.get(step.key) ?? [];
    variants.splice(variants.indexOf(step), 1);
    if (variants.length === 0) cache.delete(step.key);
    step.dispose();
  };

  const find = (inputs: A): CompiledStep<R> => {
    const tensors = tensorsIn(inputs);
    const backend = targetOf(tensors, options.backend);
    const key = `${isRecording()} ${keyOf(inputs, backend)}`;
    const variants = cache.get(key);
    const known = variants?.find((step) => step.guardsHold());
    if (known !== undefined) {
      recent.splice(recent.indexOf(known), 1);
      recent.push(known);
      return known;
    }
    traces++;
    const made = new CompiledStep<R>(key, traceStep(fn, inputs, backend));
    if (variants === undefined) cache.set(key, [made]);
    else variants.push(made);
    recent.push(made);
    if (recent.length > cacheSize) forget(recent.shift()!);
    return made;
  };

  const compiled = (...inputs: A): R => {
    if (isInside()) return fn(...inputs); // part of what is around it
    const result = find(inputs).run(tensorsIn(inputs));
    runs++;
    return result;
  };
  return Object.assign(compiled, {
    stats: () => ({ traces, runs, cached: recent.length }),
    dispose: () => {
      for (const step of recent.splice(0)) forget(step);
    },
  });
}

/** True inside what has to see the ops of a compiled function. */
function isInside(): boolean {
  return tracing() !== undefined || batching() !== undefined || overrides() !== undefined || isWatched();
}

function targetOf(tensors: readonly Tensor[], preferred: Backend | undefined): Backend {
  const ambient = ambientBackend();
  let target = tensors[0]?.backend ?? preferred ?? ambient;
  for (const x of tensors) target = meet(target!, x.backend, "compile"); // set: there is a tensor
  if (target === undefined)
    throw new TenonError("backend_missing", "compile: no backend was chosen", "setBackend(...), or { backend }");
  return ambient !== undefined && engineOf(ambient) === engineOf(target) ? meet(ambient, target, "compile") : target;
}
