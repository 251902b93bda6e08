import {
  type DType,
  type Graph,
  type GraphValue,
  type Handle,
  type Operand,
  type PrimitiveNode,
  sizeOf,
} from "@tenon/core";
import type { Block, ElementCode, Lowered, Op, Origin, Source, WholeName } from "./ir.js";
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

/** Ops whose kernels take numbers and indices in place of tensors; the others read blocks only. */
const UNTOUCHED = new Set<string>(["randomUniform"]);

/**
 * Resolves views into strided operands, fused nodes into their compositions, and padding and concatenation into
 * elementwise writes to parts of a block.
 */
export function lower(graph: Graph<Handle>): Lowered {
  const lowering = new Lowering();
  const scope = new Map<number, Source>();
  graph.inputs.forEach((value, i) => {
    scope.set(value.id, lowering.given(value, "input", i));
  });
  graph.hosts.forEach((value, i) => {
    scope.set(value.id, lowering.given(value, "host", i));
  });
  graph.constants.forEach(({ value }, i) => {
    scope.set(value.id, lowering.given(value, "constant", i));
  });
  lowering.nodes(graph, scope);
  const outputs = graph.outputs.map((value, i) => lowering.output(scope.get(value.id)!, i));
  return { blocks: lowering.blocks, ops: lowering.ops, outputs };
}

class Lowering {
  readonly blocks: Block[] = [];
  readonly ops: Op[] = [];

  given(value: GraphValue, origin: Origin, index: number): Source {
    return this.whole(this.block(value.dtype, sizeOf(value.shape), origin, index), value.shape);
  }

  nodes(graph: Graph<Handle>, scope: Map<number, Source>): void {
    for (const node of graph.nodes) {
      if (node.kind === "loop") throw new Error("a version 1 graph holds no loop");
      if (node.kind === "primitive") scope.set(node.outputs[0]!.id, this.primitive(node, scope));
      else {
        const inner = new Map<number, Source>();
        node.composition.inputs.forEach((value, i) => {
          inner.set(value.id, scope.get(node.inputs[i]!.id)!);
        });
        this.nodes(node.composition, inner);
        node.composition.outputs.forEach((value, i) => {
          scope.set(node.outputs[i]!.id, inner.get(value.id)!);
        });
      }
    }
  }

  /** The block of an output: its own, dense and computed; whatever else is copied. */
  output(source: Source, index: number): Block {
    const block = source.kind === "block" && ownBlock(source) ? source.block : this.copy(source, 0).block;
    block.output = index;
    return block;
  }

  private primitive(node: PrimitiveNode, scope: Map<number, Source>): Source {
    const { shape, dtype } = node.outputs[0]!;
    const inputs = node.inputs.map((x) => (typeof x === "number" ? x : scope.get(x.id)!));
    const x = inputs[0] as Source; // only elementwise ops and the offset of randomUniform may be numbers
    switch (node.op) {
      case "full":
        return { kind: "number", value: node.attributes.value, layout: broadcastLayout(rowMajor([]), shape), dtype };
      case "iota": {
        const strides = shape.map((_, i) => (i === node.attributes.axis ? 1 : 0));
        return { kind: "index", layout: { shape, strides, offset: 0 }, dtype };
      }
      case "cast":
        return x.dtype === dtype ? x : this.element(node, { family: "cast" }, inputs);
      case "unary":
        return this.element(node, { family: "unary", op: node.attributes.op }, inputs);
      case "binary":
        return this.element(node, { family: "binary", op: node.attributes.op }, inputs);
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
    const block = this.block(dtype, sizeOf(shape));
    const all = rowMajor(shape);
    const filler: Source = { kind: "number", value, layout: broadcastLayout(rowMajor([]), shape), dtype };
    const fill = (start: readonly number[], size: readonly number[]) => {
      if (sizeOf(size) === 0) return;
      const layout = broadcastLayout(rowMajor([]), size);
      const one = new Array<number>(size.length).fill(1);
      this.write(block, sliceLayout(all, start, size, one), { family: "copy" }, [{ ...filler, layout }], node.region);
    };
    const extent = x.layout.shape.map((n, i) => n + Math.max(n - 1, 0) * interior[i]!);
    const spread = extent.some((n, i) => n !== x.layout.shape[i]);
    if (spread) fill(new Array<number>(shape.length).fill(0), shape);
    else {
      // The frame around `x`, axis by axis: what earlier axes have covered is left out.
      const start = new Array<number>(shape.length).fill(0);
      const size = [...shape];
      for (let axis = 0; axis < shape.length; axis++) {
        const end = lo[axis]! + extent[axis]!;
        fill(start, size.with(axis, lo[axis]!));
        fill(start.with(axis, end), size.with(axis, shape[axis]! - end));
        start[axis] = lo[axis]!;
        size[axis] = extent[axis]!;
      }
    }
    const step = interior.map((n) => n + 1);
    this.write(block, sliceLayout(all, lo, x.layout.shape, step), { family: "copy" }, [x], node.region, spread);
    return this.whole(block, shape);
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
    const sources = inputs.map((x) => {
      if (typeof x === "number") return stretch(x, [], "int32");
      return x.kind === "block" || UNTOUCHED.has(node.op) ? x : this.copy(x, node.region);
    });
    const block = this.block(dtype, sizeOf(shape));
    this.ops.push({ kind: "whole", node, sources, block, shape, region: node.region });
    return this.whole(block, shape);
  }

  private copy(x: Source, region: number): Extract<Source, { kind: "block" }> {
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
    this.ops.push({ kind: "element", code, sources, dtype: block.dtype, block, target, overwrites, region });
  }

  private block(dtype: DType, size: number, origin: Origin = "computed", index = -1): Block {
    const block: Block = { id: this.blocks.length, dtype, size, origin, index, output: -1 };
    this.blocks.push(block);
    return block;
  }

  private whole(block: Block, shape: readonly number[]): Extract<Source, { kind: "block" }> {
    return { kind: "block", block, layout: rowMajor(shape), dtype: block.dtype };
  }
}

/** True when `source` is all of a block that the step computes and that is no output yet. */
function ownBlock(source: Extract<Source, { kind: "block" }>): boolean {
  const { block, layout } = source;
  return (
    block.origin === "computed" &&
    block.output < 0 &&
    layout.offset === 0 &&
    sizeOf(layout.shape) === block.size &&
    isDense(layout)
  );
}

function stretch(x: Operand<Source>, shape: readonly number[], dtype: DType): Source {
  if (typeof x === "number") return { kind: "number", value: x, layout: broadcastLayout(rowMajor([]), shape), dtype };
  return { ...x, layout: broadcastLayout(x.layout, shape) };
}
