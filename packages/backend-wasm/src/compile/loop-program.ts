import type { DType } from "@tenon/core";
import type { IndexOperand, Step } from "../kernels/spec.js";
import type { Block, ElementOp, Source } from "./ir.js";
import { refineLayout } from "./layout.js";

/** Where an operand's first element lies: `offset` elements into `block`. */
export interface Place {
  readonly block: Block;
  readonly offset: number;
}

/** A `LoopOperand` whose strides are known. */
export type PlacedOperand =
  | { readonly kind: "memory"; readonly dtype: DType; readonly strides: readonly number[] }
  | IndexOperand;

/**
 * Elementwise ops as one program over a loop of `shape`, with operands numbered in order of appearance: ops that do the
 * same to different memory give equal programs.
 */
export class LoopProgram {
  readonly inputs: PlacedOperand[] = [];
  /** One place per memory input. */
  readonly places: Place[] = [];
  readonly steps: Step[] = [];
  private readonly values = new Map<Block, number>();
  private readonly loads = new Map<string, number>();

  constructor(private readonly shape: readonly number[]) {}

  /** Adds an op whose sources were added before; returns its step. */
  apply({ code, sources, dtype, block, target }: ElementOp): number {
    const operands = sources.map((source) => this.source(source));
    const [x, y, z] = operands as [number, number, number]; // as many as the op takes
    const value = (() => {
      switch (code.family) {
        case "copy":
          return x;
        case "cast":
          return this.step({ kind: "cast", x, dtype });
        case "unary":
          return this.step({ kind: "unary", op: code.op, x });
        case "binary":
          return this.step({ kind: "binary", op: code.op, a: x, b: y });
        case "compare":
          return this.step({ kind: "compare", op: code.op, a: x, b: y });
        case "where":
          return this.step({ kind: "where", condition: x, a: y, b: z });
      }
    })();
    if (target.offset === 0) this.values.set(block, value);
    return value;
  }

  /** The step that holds an operand. */
  source(source: Source): number {
    if (source.kind === "number") return this.step({ kind: "number", value: source.value, dtype: source.dtype });
    const inside = source.kind === "block" ? this.values.get(source.block) : undefined;
    if (inside !== undefined) return inside;
    const { strides, offset } = refineLayout(source.layout, this.shape);
    const key = `${source.kind === "block" ? source.block.id : source.dtype},${offset},${strides}`;
    const known = this.loads.get(key);
    if (known !== undefined) return known;
    if (source.kind === "block") {
      this.places.push({ block: source.block, offset });
      this.inputs.push({ kind: "memory", dtype: source.dtype, strides });
    } else this.inputs.push({ kind: "index", dtype: source.dtype, start: offset, strides });
    const step = this.step({ kind: "input", input: this.inputs.length - 1 });
    this.loads.set(key, step);
    return step;
  }

  private step(step: Step): number {
    return this.steps.push(step) - 1;
  }
}
