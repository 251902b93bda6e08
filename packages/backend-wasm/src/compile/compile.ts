import type { Graph, Handle } from "@tenon/core";
import type { StepHost } from "./host.js";
import { ALL_ON, type CompileOptions } from "./options.js";
import { planStep } from "./plan-step.js";
import { WasmStep } from "./wasm-step.js";

/**
 * Compiles a graph into one module: its distinct kernels and a walker over the list of their calls.
 * `compileGraph(graph, host).run([x], [], [false])` gives the outputs.
 *
 * @throws TenonError `out_of_memory` when the step's arena does not fit.
 */
export function compileGraph<T extends Handle>(
  graph: Graph<T>,
  host: StepHost<T>,
  options: Partial<CompileOptions> = {},
): WasmStep<T> {
  const switches = { ...ALL_ON, ...options };
  return new WasmStep(planStep(graph, switches), host, switches);
}
