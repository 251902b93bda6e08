import { BYTES, callPrimitive, type Executable, type Graph, type Handle, type Operand, TenonError } from "@tenon/core";
import { writeNumber } from "../eager/number.js";
import type { Region } from "../memory/allocator.js";
import type { LoadedStep, StepHost } from "./host.js";
import type { Block, Source, WholeOp } from "./ir.js";
import type { CompileOptions } from "./options.js";
import type { StepPlan } from "./plan-step.js";
import { type StepModule, stepModule } from "./step-module.js";

/** What a compiled step consists of, for reading by people. */
export interface StepReport {
  /** Distinct kernels, as specs. */
  readonly kernels: readonly string[];
  readonly calls: number;
  /** How often all threads meet or work passes to the eager backend. */
  readonly phases: number;
  readonly eager: readonly string[];
  readonly arenaBytes: number;
  readonly moduleBytes: number;
  /** Outputs that are written over the state they replace when it is given away. */
  readonly inPlace: number;
}

/** Bytes that hold one host scalar, whatever its dtype. */
const SCALAR = 8;

/** A compiled step: its module, its memory, and the bindings that each run sets. */
export class WasmStep<T extends Handle> implements Executable<T> {
  /** Host scalars, then the values inside the step. */
  private readonly arena: Region;
  private program: Region | undefined;
  private readonly module: StepModule;
  private readonly loaded: LoadedStep;
  /** Constants that were not dense, copied. */
  private readonly copies: T[] = [];
  private constants: readonly T[] = [];

  constructor(
    private readonly plan: StepPlan<T>,
    private readonly host: StepHost<T>,
    options: CompileOptions,
  ) {
    const { graph, arenaBytes } = plan;
    // Where nothing is worth sharing, other threads are not woken.
    const alone = plan.calls.every((step) => step.owner !== -1);
    this.arena = host.allocate(scalarBytes(graph) + arenaBytes);
    try {
      this.constants = plan.lowered.constants.map((x) => this.dense(x));
      const place = (words: number) => {
        this.program = host.allocate(4 * words);
        return this.program.address;
      };
      this.module = stepModule(plan, host, (block) => this.addressOf(block), place, options);
      host.memory.i32.set(this.module.program.words(), this.firstWord);
      this.loaded = host.load(this.module.bytes, alone);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  run(inputs: readonly T[], hosts: readonly number[], donated: readonly boolean[]): T[] {
    const { graph } = this.plan;
    const { host } = this;
    const scratch: T[] = [];
    const made: T[] = [];
    try {
      const dense = inputs.map((x) => {
        if (host.isDense(x)) return x;
        scratch.push(host.copy(x));
        return scratch.at(-1)!;
      });
      const heirs = this.heirs(inputs, donated);
      const outputs = graph.outputs.map(({ shape, dtype }, i) => {
        const from = heirs[i]!;
        if (from >= 0) return inputs[from]!;
        made.push(host.create(shape, dtype));
        return made.at(-1)!;
      });
      this.bind([...dense, ...outputs].map((x) => host.addressOf(x)));
      hosts.forEach((value, i) => {
        writeNumber(host.memory, this.arena.address + SCALAR * i, graph.hosts[i]!.dtype, value);
      });
      this.module.program.entries.forEach((entry, segment) => {
        host.memory.i32[this.firstWord] = this.program!.address + entry;
        this.loaded.run();
        if (host.takeIndexError()) throw indexOutOfRange();
        for (const op of this.module.eager[segment]!) this.runEagerly(op, dense, outputs);
      });
      for (const x of scratch) host.eager.dispose(x);
      inputs.forEach((x, i) => {
        if (donated[i] && !heirs.includes(i)) host.eager.dispose(x);
      });
      return outputs.map((x, i) => (heirs[i]! >= 0 ? host.takeOver(x) : x));
    } catch (error) {
      for (const x of [...scratch, ...made]) host.eager.dispose(x);
      throw error;
    }
  }

  report(): StepReport {
    const { calls, arenaBytes, inPlace } = this.plan;
    return {
      kernels: this.module.kernels,
      calls: calls.filter((step) => step.call !== undefined).length,
      phases: calls.reduce((most, step) => Math.max(most, step.phase + 1), 0),
      eager: calls.flatMap((step) => (step.call === undefined ? [step.eager.node.op] : [])),
      arenaBytes,
      moduleBytes: this.module.bytes.length,
      inPlace: inPlace.filter((input) => input >= 0).length,
    };
  }

  dispose(): void {
    this.loaded.dispose();
    this.release();
  }

  /** Per output the input whose memory it takes over, or -1. */
  private heirs(inputs: readonly T[], donated: readonly boolean[]): number[] {
    const { host } = this;
    return this.plan.inPlace.map((from) => {
      if (from < 0 || !donated[from]) return -1;
      const x = inputs[from]!;
      const mine = host.isDense(x) && host.isSole(x) && inputs.indexOf(x) === inputs.lastIndexOf(x);
      return mine ? from : -1;
    });
  }

  private bind(addresses: readonly number[]): void {
    const { i32 } = this.host.memory;
    for (const { word, binding, offset } of this.module.program.patches)
      i32[this.firstWord + word] = addresses[binding]! + offset;
  }

  /** The program's place among the words of memory. */
  private get firstWord(): number {
    return this.program!.address >>> 2; // allocated before anything asks
  }

  private runEagerly(op: WholeOp, inputs: readonly T[], outputs: readonly T[]): void {
    const { host } = this;
    const { eager } = host;
    const borrowed: T[] = [];
    const handleOf = (source: Source): Operand<T> => {
      if (source.kind !== "block") return source.kind === "number" ? source.value : 0;
      const { block, layout } = source; // dense, perhaps from the middle of its block
      const x = this.handleOf(block, layout.shape, inputs, outputs, layout.offset);
      borrowed.push(x);
      return x;
    };
    try {
      const { node } = op;
      const result = callPrimitive(eager, { ...node, inputs: op.sources.map(handleOf) });
      borrowed.push(result);
      const dense = host.isDense(result) ? result : host.copy(result);
      if (dense !== result) borrowed.push(dense);
      const target = this.handleOf(op.block, op.shape, inputs, outputs);
      borrowed.push(target);
      const bytes = op.block.size * BYTES[op.block.dtype];
      const from = host.addressOf(dense);
      host.memory.u8.copyWithin(host.addressOf(target), from, from + bytes);
    } finally {
      for (const x of borrowed) eager.dispose(x);
    }
  }

  /** The elements of a block from `offset` on, for as long as the step holds them. */
  private handleOf(block: Block, shape: readonly number[], inputs: readonly T[], outputs: readonly T[], offset = 0): T {
    const { host } = this;
    const bound = block.output >= 0 ? outputs[block.output]! : inputs[block.index]!;
    const address = this.addressOf(block) ?? host.addressOf(bound);
    return host.borrow(address + offset * BYTES[block.dtype], shape, block.dtype);
  }

  /** Where a block lies in every run; `undefined` for inputs and outputs, which move. */
  private addressOf(block: Block): number | undefined {
    if (block.origin === "host") return this.arena.address + SCALAR * block.index;
    if (block.origin === "constant") return this.host.addressOf(this.constants[block.index]!);
    if (block.origin === "input" || block.output >= 0) return undefined;
    return this.arena.address + scalarBytes(this.plan.graph) + Math.max(0, this.plan.offsets[block.id]!);
  }

  private dense(x: T): T {
    if (this.host.isDense(x)) return x;
    const copy = this.host.copy(x);
    this.copies.push(copy);
    return copy;
  }

  private release(): void {
    for (const x of this.copies) this.host.eager.dispose(x);
    if (this.program !== undefined) this.host.release(this.program);
    this.host.release(this.arena);
  }
}

function indexOutOfRange(): TenonError {
  return new TenonError(
    "index_out_of_range",
    "compiled step: an index of a gather or scatter is outside its axis",
    "the same step without compile(), which names the op",
  );
}

/** Bytes of the host scalars, in whole cache lines. */
function scalarBytes({ hosts }: Graph<Handle>): number {
  return Math.ceil((SCALAR * hosts.length) / 64) * 64;
}
