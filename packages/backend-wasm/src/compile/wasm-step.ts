import { applyPrimitive, BYTES, type Executable, type Handle, type Operand } from "@tenon/core";
import type { LoadedStep, StepHost } from "./host.js";
import { writeScalar } from "./host-scalar.js";
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
  private readonly arena: number;
  private readonly scalars: number;
  private programAddress = 0;
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
    this.scalars = host.allocate(arenaBytes + SCALAR * graph.hosts.length);
    this.arena = this.scalars + SCALAR * graph.hosts.length;
    try {
      this.constants = plan.lowered.constants.map((x) => this.dense(x));
      const place = (words: number) => {
        this.programAddress = host.allocate(4 * words);
        return this.programAddress;
      };
      this.module = stepModule(plan, host, (block) => this.addressOf(block), place, options);
      this.words().set(this.module.program.words());
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
        writeScalar(host.memory, this.scalars + SCALAR * i, graph.hosts[i]!.dtype, value);
      });
      this.module.program.entries.forEach((entry, segment) => {
        this.words()[0] = this.programAddress + entry;
        this.loaded.run();
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
    const words = this.words();
    for (const { word, binding, offset } of this.module.program.patches) words[word] = addresses[binding]! + offset;
  }

  /** The program in memory. A new view each time: growing memory detaches old ones. */
  private words(): Int32Array {
    return new Int32Array(this.host.memory.buffer, this.programAddress);
  }

  private runEagerly(op: WholeOp, inputs: readonly T[], outputs: readonly T[]): void {
    const { host } = this;
    const { eager } = host;
    const borrowed: T[] = [];
    const handleOf = (source: Source): Operand<T> => {
      if (source.kind !== "block") return source.kind === "number" ? source.value : 0;
      const x = this.handleOf(source.block, source.layout.shape, inputs, outputs);
      borrowed.push(x);
      return x;
    };
    try {
      const { node } = op;
      // op, attributes and method belong together, which the union of nodes cannot express for a call.
      const apply = applyPrimitive[node.op] as (b: typeof eager, x: readonly Operand<T>[], a: unknown) => T;
      const result = apply(eager, op.sources.map(handleOf), node.attributes);
      borrowed.push(result);
      const dense = host.isDense(result) ? result : host.copy(result);
      if (dense !== result) borrowed.push(dense);
      const target = this.handleOf(op.block, op.shape, inputs, outputs);
      borrowed.push(target);
      const bytes = op.block.size * BYTES[op.block.dtype];
      const memory = new Uint8Array(host.memory.buffer);
      const from = host.addressOf(dense);
      memory.copyWithin(host.addressOf(target), from, from + bytes);
    } finally {
      for (const x of borrowed) eager.dispose(x);
    }
  }

  private handleOf(block: Block, shape: readonly number[], inputs: readonly T[], outputs: readonly T[]): T {
    const { host } = this;
    const bound = block.output >= 0 ? outputs[block.output]! : inputs[block.index]!;
    return host.borrow(this.addressOf(block) ?? host.addressOf(bound), shape, block.dtype);
  }

  /** Where a block lies in every run; `undefined` for inputs and outputs, which move. */
  private addressOf(block: Block): number | undefined {
    if (block.origin === "host") return this.scalars + SCALAR * block.index;
    if (block.origin === "constant") return this.host.addressOf(this.constants[block.index]!);
    if (block.origin === "input" || block.output >= 0) return undefined;
    return this.arena + Math.max(0, this.plan.offsets[block.id]!);
  }

  private dense(x: T): T {
    if (this.host.isDense(x)) return x;
    const copy = this.host.copy(x);
    this.copies.push(copy);
    return copy;
  }

  private release(): void {
    for (const x of this.copies) this.host.eager.dispose(x);
    if (this.programAddress > 0) this.host.release(this.programAddress);
    this.host.release(this.scalars);
  }
}
