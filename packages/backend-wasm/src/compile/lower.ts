import {
  BYTES,
  type DType,
  type Graph,
  type GraphValue,
  type Handle,
  isFloat,
  type Operand,
  type PrimitiveNode,
  sameShape,
  sizeOf,
} from "@tenon/core";
import { stepsEvenly } from "./absorb.js";
import type { Block, BlockSource, ElementCode, Lowered, Op, Origin, Source, WholeName } from "./ir.js";
import {
  broadcastLayout,
  flipLayout,
  isDense,
  type Layout,
  permuteLayout,
  reshapeLayout,
  rowMajor,
  sliceLayout,
  windowsLayout,
} from "./layout.js";
import { batchAxes, isMatmulDType } from "./matmul-call.js";
import { addParts, covers, type Part, type Parts } from "./parts.js";
import { identity } from "./uses.js";
import { foldedLayout } from "./whole-calls.js";

/**
 * Resolves views into strided operands, fused nodes into their compositions, and padding and concatenation into
 * elementwise writes to parts of a block.
 */
export function lower<T extends Handle>(graph: Graph<T>): Lowered<T> {
  const lowering = new Lowering();
  const scope: Scope = { values: new Map(), outer: undefined };
  graph.inputs.forEach((value, i) => {
    scope.values.set(value.id, lowering.given(value, "input", i));
  });
  graph.hosts.forEach((value, i) => {
    scope.values.set(value.id, lowering.given(value, "host", i));
  });
  lowering.nodes(graph, scope);
  const outputs = graph.outputs.map((value, i) => lowering.output(lookUp(scope, value), i));
  const constants = lowering.constants as T[]; // compositions capture handles of the graph's own backend
  return { blocks: lowering.blocks, ops: lowering.ops, outputs, constants };
}

/** The values of a graph; a composition also sees those of the graph around it. */
interface Scope {
  readonly values: Map<number, Source>;
  readonly outer: Scope | undefined;
}

function lookUp(scope: Scope, { id }: GraphValue): Source {
  for (let s: Scope | undefined = scope; s !== undefined; s = s.outer) {
    const source = s.values.get(id);
    if (source !== undefined) return source;
  }
  throw new Error(`value ${id} is used before it is computed`);
}

class Lowering {
  readonly blocks: Block[] = [];
  readonly ops: Op[] = [];
  readonly constants: Handle[] = [];
  private readonly parts = new Map<Block, Parts>();
  private readonly settled = new Set<Block>();

  given(value: GraphValue, origin: Origin, index: number): Source {
    return this.whole(this.block(value.dtype, sizeOf(value.shape), origin, index), value.shape);
  }

  nodes(graph: Graph<Handle>, scope: Scope): void {
    for (const { value, handle } of graph.constants)
      scope.values.set(value.id, this.given(value, "constant", this.constants.push(handle) - 1));
    for (const node of graph.nodes) {
      if (node.kind === "loop") throw new Error("a version 1 graph holds no loop");
      if (node.kind === "primitive") scope.values.set(node.outputs[0]!.id, this.primitive(node, scope));
      else {
        const inner: Scope = { values: new Map(), outer: scope };
        node.composition.inputs.forEach((value, i) => {
          inner.values.set(value.id, lookUp(scope, node.inputs[i]!));
        });
        this.nodes(node.composition, inner);
        node.composition.outputs.forEach((value, i) => {
          scope.values.set(node.outputs[i]!.id, lookUp(inner, value));
        });
      }
    }
  }

  /** The block of an output: its own, dense and computed; whatever else is copied. */
  output(source: Source, index: number): Block {
    this.settle(source, 0);
    const block = source.kind === "block" && ownBlock(source) ? source.block : this.copy(source, 0).block;
    block.output = index;
    return block;
  }

  private primitive(node: PrimitiveNode, scope: Scope): Source {
    const { shape, dtype } = node.outputs[0]!;
    const inputs = node.inputs.map((x) => (typeof x === "number" ? x : lookUp(scope, x)));
    const x = inputs[0] as Source; // only elementwise ops and the offset of randomUniform may be numbers
    switch (node.op) {
      case "full":
        return numberSource(node.attributes.value, shape, dtype);
      case "iota": {
        const strides = shape.map((_, i) => (i === node.attributes.axis ? 1 : 0));
        return { kind: "index", layout: { shape, strides, offset: 0 }, dtype };
      }
      case "cast":
        return x.dtype === dtype ? x : this.element(node, { family: "cast" }, inputs);
      case "unary":
        return this.element(node, { family: "unary", op: node.attributes.op }, inputs);
      case "binary": {
        const sum = node.attributes.op === "add" ? this.sumOfParts(inputs[0]!, inputs[1]!, dtype) : undefined;
        if (sum !== undefined) return sum;
        return this.element(node, { family: "binary", op: node.attributes.op }, inputs);
      }
      case "compare":
        return this.element(node, { family: "compare", op: node.attributes.op }, inputs);
      case "where":
        return this.element(node, { family: "where" }, inputs);
      case "reshape":
        return this.view(x, (layout) => reshapeLayout(layout, shape), node.region);
      case "permute":
        return this.view(x, (layout) => permuteLayout(layout, node.attributes.axes), node.region);
      case "broadcastTo":
        return this.view(x, (layout) => broadcastLayout(layout, shape), node.region);
      case "flip":
        return this.view(x, (layout) => flipLayout(layout, node.attributes.axes), node.region);
      case "slice": {
        const { start, size, step } = node.attributes;
        return this.view(x, (layout) => sliceLayout(layout, start, size, step), node.region);
      }
      case "windows": {
        const { axis, size, stride, dilation } = node.attributes;
        return this.view(x, (layout) => windowsLayout(layout, axis, size, stride, dilation), node.region);
      }
      case "pad":
        return this.pad(node, x);
      case "reduce":
        // Over axes of size 1 there is nothing to combine.
        return node.attributes.axes.every((a) => x.layout.shape[a] === 1) ? x : this.wholeOp(node, inputs);
      case "matmul":
        return this.matmul(node, inputs as [Source, Source]); // a product has two tensors
      case "scatter":
        return this.scatter(node, inputs as [Source, Source, Source]); // scatter takes tensors only
      case "concat":
        return this.concat(node, inputs as Source[]); // concat takes tensors only
      default:
        return this.wholeOp(node, inputs);
    }
  }

  private view(x: Source, change: (layout: Layout) => Layout | undefined, region: number): Source {
    const layout = change(x.layout);
    if (layout !== undefined) return { ...x, layout };
    const copy = this.copy(x, region);
    return { ...copy, layout: change(copy.layout)! };
  }

  private element(node: PrimitiveNode, code: ElementCode, inputs: readonly (Source | number)[]): Source {
    const { shape, dtype } = node.outputs[0]!;
    const tensors = inputs.filter((x) => typeof x !== "number");
    const sources = inputs.map((x) => stretch(x, shape, tensors.at(-1)!.dtype));
    const block = this.block(dtype, sizeOf(shape));
    this.write(block, rowMajor(shape), code, sources, node.region);
    return this.whole(block, shape);
  }

  private pad(node: Extract<PrimitiveNode, { op: "pad" }>, x: Source): Source {
    const { lo, interior, value } = node.attributes;
    const { shape, dtype } = node.outputs[0]!;
    const part = { start: lo, step: interior.map((n) => n + 1), source: x };
    return this.pending({ shape, value, parts: sizeOf(x.layout.shape) === 0 ? [] : [part], added: false }, dtype);
  }

  /** A block for `parts` whose elements are written when something other than a sum of parts asks for them. */
  private pending(parts: Parts, dtype: DType): Source {
    const block = this.block(dtype, sizeOf(parts.shape));
    this.parts.set(block, parts);
    return this.whole(block, parts.shape);
  }

  private sumOfParts(a: Source | number, b: Source | number, dtype: DType): Source | undefined {
    if (typeof a === "number" || typeof b === "number" || a.kind !== "block" || b.kind !== "block") return undefined;
    if (a.block === b.block || !identity(a) || !identity(b)) return undefined;
    const [left, right] = [this.parts.get(a.block), this.parts.get(b.block)];
    if (left === undefined || right === undefined) return undefined;
    if (!sameShape(left.shape, a.layout.shape) || !sameShape(right.shape, b.layout.shape)) return undefined;
    const sum = sameShape(left.shape, right.shape) ? addParts(left, right) : undefined;
    return sum && this.pending(sum, dtype);
  }

  /** Writes the elements of a block of parts, once. */
  private settle(x: Source, region: number): void {
    const parts = x.kind === "block" ? this.parts.get(x.block) : undefined;
    if (x.kind !== "block" || parts === undefined || this.settled.has(x.block)) return;
    this.settled.add(x.block);
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
    for (const { start, step, source } of parts.parts) {
      this.settle(source, region);
      const size = source.layout.shape;
      const target = sliceLayout(all, start, size, step);
      if (parts.added)
        this.write(
          x.block,
          target,
          { family: "binary", op: "add" },
          [source, numberSource(0, size, x.dtype)],
          region,
          overwrites,
        );
      else this.write(x.block, target, { family: "copy" }, [source], region, overwrites);
    }
  }

  private concat(node: Extract<PrimitiveNode, { op: "concat" }>, inputs: readonly Source[]): Source {
    const { shape, dtype } = node.outputs[0]!;
    const { axis } = node.attributes;
    const block = this.block(dtype, sizeOf(shape));
    const all = rowMajor(shape);
    const one = new Array<number>(shape.length).fill(1);
    let at = 0;
    for (const x of inputs) {
      const size = x.layout.shape;
      const start = new Array<number>(shape.length).fill(0).with(axis, at);
      this.write(block, sliceLayout(all, start, size, one), { family: "copy" }, [x], node.region);
      at += size[axis]!;
    }
    return this.whole(block, shape);
  }

  private wholeOp(node: Extract<PrimitiveNode, { op: WholeName }>, inputs: readonly (Source | number)[]): Source {
    const { shape, dtype } = node.outputs[0]!;
    const sources = inputs.map((given) => {
      const x = stretchNumber(given);
      this.settle(x, node.region);
      return accepts(node, x) ? x : this.copy(x, node.region);
    });
    const block = this.block(dtype, sizeOf(shape));
    this.ops.push({ kind: "whole", node, sources, block, shape, region: node.region });
    return this.whole(block, shape);
  }

  /** A copy of the base, then the updates over it. 16-bit floats add up in float32. */
  private scatter(node: Extract<PrimitiveNode, { op: "scatter" }>, inputs: readonly [Source, Source, Source]): Source {
    const [base, indices, updates] = inputs;
    const { dtype } = base;
    const wide = node.attributes.op === "add" && isFloat(dtype) && BYTES[dtype] === 2 ? "float32" : dtype;
    const widen = (x: Source) => (x.dtype === wide ? x : this.cast(x, wide, node.region));
    const { block, layout } = wide === dtype ? this.copy(base, node.region) : this.cast(base, wide, node.region);
    const sources = [indices, widen(updates)].map((x) => {
      this.settle(x, node.region);
      return accepts(node, x) ? x : this.copy(x, node.region);
    });
    if (block.size > 0)
      this.ops.push({ kind: "whole", node, sources, block, shape: layout.shape, region: node.region });
    const sum = this.whole(block, layout.shape);
    return wide === dtype ? sum : this.cast(sum, dtype, node.region);
  }

  /** A product of narrow numbers is computed in float32 or int32 and rounded once. */
  private matmul(node: Extract<PrimitiveNode, { op: "matmul" }>, inputs: readonly [Source, Source]): Source {
    const { shape, dtype } = node.outputs[0]!;
    const wide = isMatmulDType(dtype) ? dtype : isFloat(dtype) ? "float32" : "int32";
    const operands = inputs.map((x) => (x.dtype === wide ? x : this.cast(x, wide, node.region)));
    const fits = batchAxes(shape, operands[0]!.layout, operands[1]!.layout) !== undefined;
    const sources = operands.map((x) => {
      this.settle(x, node.region);
      return x.kind === "block" && fits ? x : this.copy(x, node.region);
    });
    const block = this.block(wide, sizeOf(shape));
    this.ops.push({ kind: "whole", node, sources, block, shape, region: node.region });
    const product = this.whole(block, shape);
    return wide === dtype ? product : this.cast(product, dtype, node.region);
  }

  private cast(x: Source, dtype: DType, region: number): BlockSource {
    const { shape } = x.layout;
    const block = this.block(dtype, sizeOf(shape));
    this.write(block, rowMajor(shape), { family: "cast" }, [x], region);
    return this.whole(block, shape);
  }

  private copy(x: Source, region: number): BlockSource {
    const block = this.block(x.dtype, sizeOf(x.layout.shape));
    this.write(block, rowMajor(x.layout.shape), { family: "copy" }, [x], region);
    return this.whole(block, x.layout.shape);
  }

  private write(
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

  private block(dtype: DType, size: number, origin: Origin = "computed", index = -1): Block {
    const block: Block = { id: this.blocks.length, dtype, size, origin, index, output: -1 };
    this.blocks.push(block);
    return block;
  }

  private whole(block: Block, shape: readonly number[]): BlockSource {
    return { kind: "block", block, layout: rowMajor(shape), dtype: block.dtype };
  }
}

/** True when the kernel of `node` can read `source` where it lies. */
function accepts(node: Extract<PrimitiveNode, { op: WholeName }>, source: Source): boolean {
  switch (node.op) {
    case "reduce":
      return source.kind !== "number" && stepsEvenly(source.layout, node.attributes.axes);
    case "foldWindows":
      return source.kind === "block" && foldedLayout(source.layout, node.attributes.axis) !== undefined;
    default:
      return source.kind === "block" && isDense(source.layout);
  }
}

/** True when `source` is all of a block that the step computes and that is no output yet. */
function ownBlock(source: BlockSource): boolean {
  return source.block.origin === "computed" && source.block.output < 0 && identity(source);
}

/** A number given in place of a tensor: the offset of a random draw. */
function stretchNumber(x: Operand<Source>): Source {
  return typeof x === "number" ? numberSource(x, [], "int32") : x;
}

/** The boxes around a part, axis by axis: what earlier axes have covered is left out. */
function frameOf(
  shape: readonly number[],
  part: Part,
  box: (start: readonly number[], size: readonly number[]) => void,
): void {
  const start = new Array<number>(shape.length).fill(0);
  const size = [...shape];
  for (let axis = 0; axis < shape.length; axis++) {
    const from = part.start[axis]!;
    const extent = part.source.layout.shape[axis]!;
    box([...start], size.with(axis, from));
    box(start.with(axis, from + extent), size.with(axis, shape[axis]! - from - extent));
    start[axis] = from;
    size[axis] = extent;
  }
}

function numberSource(value: number, shape: readonly number[], dtype: DType): Source {
  return { kind: "number", value, layout: broadcastLayout(rowMajor([]), shape), dtype };
}

function stretch(x: Operand<Source>, shape: readonly number[], dtype: DType): Source {
  if (typeof x === "number") return numberSource(x, shape, dtype);
  return { ...x, layout: broadcastLayout(x.layout, shape) };
}
