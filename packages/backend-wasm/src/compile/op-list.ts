import { type DType, sameShape, sizeOf } from "@tenon/core";
import type { Block, BlockSource, ElementCode, Op, Origin, Source } from "./ir.js";
import { broadcastLayout, type Layout, rowMajor, sliceLayout, squeeze } from "./layout.js";
import { addParts, covers, frameOf, type Parts } from "./parts.js";
import { identity } from "./uses.js";

/** The blocks and ops of a step as lowering adds them. */
export class OpList {
  readonly blocks: Block[] = [];
  readonly ops: Op[] = [];
  readonly #parts = new Map<Block, Parts>();
  readonly #settled = new Set<Block>();

  /** A new block. */
  block(dtype: DType, size: number, origin: Origin = "computed", index = -1): Block {
    const block: Block = { id: this.blocks.length, dtype, size, origin, index, output: -1 };
    this.blocks.push(block);
    return block;
  }

  /** All of a block under a shape. */
  whole(block: Block, shape: readonly number[]): BlockSource {
    return { kind: "block", block, layout: rowMajor(shape), dtype: block.dtype };
  }

  /** An elementwise op that writes to `target`. */
  write(
    block: Block,
    target: Layout,
    code: ElementCode,
    sources: readonly Source[],
    region: number,
    overwrites = false,
  ): void {
    if (sizeOf(target.shape) === 0) return;
    for (const source of sources) this.settle(source, region);
    this.ops.push({ kind: "element", code, sources, dtype: block.dtype, block, target, overwrites, region });
  }

  /** A dense copy. */
  copy(x: Source, region: number): BlockSource {
    const block = this.block(x.dtype, sizeOf(x.layout.shape));
    this.write(block, rowMajor(x.layout.shape), { family: "copy" }, [x], region);
    return this.whole(block, x.layout.shape);
  }

  cast(x: Source, dtype: DType, region: number): BlockSource {
    const { shape } = x.layout;
    const block = this.block(dtype, sizeOf(shape));
    this.write(block, rowMajor(shape), { family: "cast" }, [x], region);
    return this.whole(block, shape);
  }

  /** A block for `parts` whose elements are written when something other than a sum of parts asks for them. */
  pending(parts: Parts, dtype: DType): Source {
    const block = this.block(dtype, sizeOf(parts.shape));
    this.#parts.set(block, parts);
    return this.whole(block, parts.shape);
  }

  /** The sum of two tensors of disjoint parts, still unwritten; `undefined` for any others. */
  sumOfParts(a: Source | number, b: Source | number, dtype: DType): Source | undefined {
    if (typeof a === "number" || typeof b === "number" || a.kind !== "block" || b.kind !== "block") return undefined;
    if (a.block === b.block || !identity(a) || !identity(b)) return undefined;
    const [left, right] = [this.#parts.get(a.block), this.#parts.get(b.block)];
    if (left === undefined || right === undefined) return undefined;
    if (!sameShape(left.shape, a.layout.shape) || !sameShape(right.shape, b.layout.shape)) return undefined;
    const sum = sameShape(left.shape, right.shape) ? addParts(left, right) : undefined;
    return sum && this.pending(sum, dtype);
  }

  /** Writes the elements of a block of parts, once. */
  settle(x: Source, region: number): void {
    const parts = x.kind === "block" ? this.#parts.get(x.block) : undefined;
    if (x.kind !== "block" || parts === undefined || this.#settled.has(x.block)) return;
    this.#settled.add(x.block);
    const all = rowMajor(parts.shape);
    const one = new Array<number>(parts.shape.length).fill(1);
    const fill = (start: readonly number[], size: readonly number[]) => {
      const filler = numberSource(parts.value, size, x.dtype);
      this.write(x.block, sliceLayout(all, start, size, one), { family: "copy" }, [filler], region);
    };
    const frame = parts.parts.length === 1 && parts.parts[0]!.step.every((n) => n === 1);
    const overwrites = !frame && !covers(parts);
    if (frame) frameOf(parts.shape, parts.parts[0]!, fill);
    else if (overwrites) fill(new Array<number>(parts.shape.length).fill(0), parts.shape);
    for (const { start, step, source } of parts.parts)
      this.place(x.block, sliceLayout(all, start, source.layout.shape, step), source, parts.added, region, overwrites);
  }

  /** Writes `source`, or zero more than it, to a part of a block; what is itself made of parts goes there part by part. */
  private place(
    block: Block,
    target: Layout,
    source: Source,
    added: boolean,
    region: number,
    overwrites: boolean,
    nested = true,
  ): void {
    const inner = nested && source.kind === "block" && identity(source) ? this.#parts.get(source.block) : undefined;
    const { shape } = source.layout;
    if (inner !== undefined && covers(inner) && inner.parts.length <= MOST_NESTED) {
      const box = sameAxes(target, inner.shape);
      if (box !== undefined) {
        for (const part of inner.parts) {
          const to = sliceLayout(box, part.start, part.source.layout.shape, part.step);
          this.place(block, to, part.source, added || inner.added, region, overwrites, false);
        }
        return;
      }
    }
    const { dtype } = block;
    if (!added) this.write(block, target, { family: "copy" }, [source], region, overwrites);
    else {
      const sources = [source, numberSource(0, shape, dtype)];
      this.write(block, target, { family: "binary", op: "add" }, sources, region, overwrites);
    }
  }
}

/** More parts than this are copied as the whole that they make. */
const MOST_NESTED = 16;

/** `layout` under a shape that differs from its own in axes of size 1 only; `undefined` for other shapes. */
function sameAxes({ shape, strides, offset }: Layout, to: readonly number[]): Layout | undefined {
  if (!sameShape(squeeze(shape), squeeze(to))) return undefined;
  const steps = strides.filter((_, i) => shape[i] !== 1);
  let next = 0;
  return { shape: to, strides: to.map((n) => (n === 1 ? 0 : steps[next++]!)), offset };
}

/** One number everywhere. */
export function numberSource(value: number, shape: readonly number[], dtype: DType): Source {
  return { kind: "number", value, layout: broadcastLayout(rowMajor([]), shape), dtype };
}
