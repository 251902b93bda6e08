import { emitReduce } from "../kernels/reduce.js";
import { reduceSpec, reduceTasks } from "../kernels/reduce-spec.js";
import type { ElementOp, WholeOp } from "./ir.js";
import type { KernelCall } from "./kernel-call.js";
import { LoopProgram } from "./loop-program.js";

/** The kernel of a reduction with the elementwise ops that feed it. */
export function reduceCall(elements: readonly ElementOp[], whole: WholeOp): KernelCall | undefined {
  const { node, sources, block } = whole;
  if (node.op !== "reduce") return undefined;
  const source = sources[0]!;
  const program = new LoopProgram(source.layout.shape);
  for (const op of elements) program.apply(op);
  const value = program.source(source);
  const { inputs, steps } = program;
  const { op, axes } = node.attributes;
  const spec = reduceSpec(op, source.layout.shape, axes, { inputs, steps, value });
  if (spec === undefined) throw new Error(`${op}: an operand that steps unevenly was not copied`);
  return {
    key: `reduce ${JSON.stringify(spec)}`,
    emit: (m) => emitReduce(m, spec),
    places: [{ block, offset: 0 }, ...program.places],
    sizes: [],
    tasks: reduceTasks(spec),
  };
}
