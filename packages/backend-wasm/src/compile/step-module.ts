import { BYTES, type Handle } from "@tenon/core";
import { call, type FunctionRef } from "../assembler/index.js";
import { emitBarrier } from "../threads/barrier.js";
import type { StepHost } from "./host.js";
import type { Block, WholeOp } from "./ir.js";
import type { Place } from "./loop-program.js";
import type { CompileOptions } from "./options.js";
import type { StepPlan } from "./plan-step.js";
import { emitInterpreter, Program, type ProgramArgument } from "./program.js";

/** Code and data of a step, for a place in memory that is known. */
export interface StepModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly program: Program;
  /** Ops to do eagerly after each segment of the program. */
  readonly eager: readonly (readonly WholeOp[])[];
  /** Distinct kernels, by their keys. */
  readonly kernels: readonly string[];
}

/** Ops that note an index out of range. */
const INDEXED = new Set<string>(["gather", "scatter"]);

/** Emits the kernels of a plan, each once, and lists their calls. Bindings are the graph's inputs, then its outputs. */
export function stepModule<T extends Handle>(
  plan: StepPlan<T>,
  host: StepHost<T>,
  addressOf: (block: Block) => number | undefined,
  programAddress: (words: number) => number,
  options: CompileOptions,
): StepModule {
  const m = host.module();
  const program = new Program();
  const eager: WholeOp[][] = [];
  const kernels: FunctionRef<readonly "i32"[], "void">[] = [];
  const known = new Map<string, number>();
  const keys: string[] = [];
  const inputs = plan.graph.inputs.length;
  const argument = ({ block, offset }: Place): ProgramArgument => {
    const bytes = offset * BYTES[block.dtype];
    const address = addressOf(block);
    if (address !== undefined) return { kind: "fixed", value: address + bytes };
    return { kind: "bound", binding: block.origin === "input" ? block.index : inputs + block.output, offset: bytes };
  };
  const checks = plan.calls.some(({ kernel }) => kernel.whole !== undefined && INDEXED.has(kernel.whole.node.op));
  program.begin();
  let phase = 0;
  let pending: WholeOp[] = [];
  for (const step of plan.calls) {
    if (step.phase !== phase) {
      phase = step.phase;
      if (pending.length > 0) {
        program.end();
        eager.push(pending);
        pending = [];
        program.begin();
      } else program.meet();
      if (checks && phase === plan.safePhase) program.check();
    }
    if (step.call === undefined) {
      pending.push(step.eager);
      continue;
    }
    const { key, places, sizes, tasks } = step.call;
    let index = options.sharedKernels ? known.get(key) : undefined;
    if (index === undefined) {
      index = kernels.push(step.call.emit(m).run) - 1;
      known.set(key, index);
      keys.push(key);
    }
    const fixed = sizes.map((value): ProgramArgument => ({ kind: "fixed", value }));
    program.call(index, step.owner, tasks, [...places.map(argument), ...fixed]);
  }
  program.end();
  eager.push(pending);
  const barrier = emitBarrier(m);
  const words = program.words();
  const step = emitInterpreter(m, programAddress(words.length), kernels, (threads) => call(barrier, threads));
  m.export("step", step);
  return { bytes: m.encode(), program, eager, kernels: keys };
}
