import {
  BYTES,
  type DType,
  type Graph,
  type GraphValue,
  type Handle,
  isFloat,
  type Operand,
  type PrimitiveNode,
  sizeOf,
} from "@tenon/core";
import { stepsEvenly } from "./absorb.js";
import type { Block, BlockSource, ElementCode, Lowered, Origin, Source, WholeName } from "./ir.js";
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
import { numberSource, OpList } from "./op-list.js";
import type { Part } from "./parts.js";
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
  return { ...lowering.list, outputs, constants };
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
  readonly list = new OpList();
  readonly constants: Handle[] = [];

  given(value: GraphValue, origin: Origin, index: number): Source {
    return this.list.whole(this.list.block(value.dtype, sizeOf(value.shape), origin, index), value.shape);
  }

  nodes(graph: Graph<Handle>, scope: Scope): void {
    for (const { value, handle } of graph.constants)
      scope.values.set(value.id, this.given(value, "constant", this.constants.push(handle) - 1));
    for (const node of graph.nodes) {
      if (node.kind === "loop" || node.kind === "routine") throw new Error(`a ${node.kind} is not compiled`);
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
    this.list.settle(source, 0);
    const block = source.kind === "block" && ownBlock(source) ? source.block : this.list.copy(source, 0).block;
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
        const sum = node.attributes.op === "add" ? this.list.sumOfParts(inputs[0]!, inputs[1]!, dtype) : undefined;
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
    const copy = this.list.copy(x, region);
    return { ...copy, layout: change(copy.layout)! };
  }

  private element(node: PrimitiveNode, code: ElementCode, inputs: readonly (Source | number)[]): Source {
    const { shape, dtype } = node.outputs[0]!;
    const tensors = inputs.filter((x) => typeof x !== "number");
    const sources = inputs.map((x) => stretch(x, shape, tensors.at(-1)!.dtype));
    const block = this.list.block(dtype, sizeOf(shape));
    this.list.write(block, rowMajor(shape), code, sources, node.region);
    return this.list.whole(block, shape);
  }

  private pad(node: Extract<PrimitiveNode, { op: "pad" }>, x: Source): Source {
    const { lo, interior, value } = node.attributes;
    const { shape, dtype } = node.outputs[0]!;
    const part = { start: lo, step: interior.map((n) => n + 1), source: x };
    return this.list.pending({ shape, value, parts: sizeOf(x.layout.shape) === 0 ? [] : [part], added: false }, dtype);
  }

  private concat(node: Extract<PrimitiveNode, { op: "concat" }>, inputs: readonly Source[]): Source {
    const { shape, dtype } = node.outputs[0]!;
    const { axis } = node.attributes;
    const zero = new Array<number>(shape.length).fill(0);
    const step = new Array<number>(shape.length).fill(1);
    let at = 0;
    const parts = inputs.map((source): Part => {
      const start = zero.with(axis, at);
      at += source.layout.shape[axis]!;
      return { start, step, source };
    });
    return this.list.pending({ shape, value: 0, parts, added: false }, dtype);
  }

  private wholeOp(node: Extract<PrimitiveNode, { op: WholeName }>, inputs: readonly (Source | number)[]): Source {
    const { shape, dtype } = node.outputs[0]!;
    const sources = inputs.map((given) => {
      const x = stretchNumber(given);
      this.list.settle(x, node.region);
      return accepts(node, x) ? x : this.list.copy(x, node.region);
    });
    const block = this.list.block(dtype, sizeOf(shape));
    this.list.ops.push({ kind: "whole", node, sources, block, shape, region: node.region });
    return this.list.whole(block, shape);
  }

  /** A copy of the base, then the updates over it. 16-bit floats add up in float32. */
  private scatter(node: Extract<PrimitiveNode, { op: "scatter" }>, inputs: readonly [Source, Source, Source]): Source {
    const [base, indices, updates] = inputs;
    const { dtype } = base;
    const wide = node.attributes.op === "add" && isFloat(dtype) && BYTES[dtype] === 2 ? "float32" : dtype;
    const widen = (x: Source) => (x.dtype === wide ? x : this.list.cast(x, wide, node.region));
    const { block, layout } =
      wide === dtype ? this.list.copy(base, node.region) : this.list.cast(base, wide, node.region);
    const sources = [indices, widen(updates)].map((x) => {
      this.list.settle(x, node.region);
      return accepts(node, x) ? x : this.list.copy(x, node.region);
    });
    if (block.size > 0)
      this.list.ops.push({ kind: "whole", node, sources, block, shape: layout.shape, region: node.region });
    const sum = this.list.whole(block, layout.shape);
    return wide === dtype ? sum : this.list.cast(sum, dtype, node.region);
  }

  /** A product of narrow numbers is computed in float32 or int32 and rounded once. */
  private matmul(node: Extract<PrimitiveNode, { op: "matmul" }>, inputs: readonly [Source, Source]): Source {
    const { shape, dtype } = node.outputs[0]!;
    const wide = isMatmulDType(dtype) ? dtype : isFloat(dtype) ? "float32" : "int32";
    const operands = inputs.map((x) => (x.dtype === wide ? x : this.list.cast(x, wide, node.region)));
    const fits = batchAxes(shape, operands[0]!.layout, operands[1]!.layout) !== undefined;
    const sources = operands.map((x) => {
      this.list.settle(x, node.region);
      return x.kind === "block" && fits ? x : this.list.copy(x, node.region);
    });
    const block = this.list.block(wide, sizeOf(shape));
    this.list.ops.push({ kind: "whole", node, sources, block, shape, region: node.region });
    const product = this.list.whole(block, shape);
    return wide === dtype ? product : this.list.cast(product, dtype, node.region);
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

function stretch(x: Operand<Source>, shape: readonly number[], dtype: DType): Source {
  if (typeof x === "number") return numberSource(x, shape, dtype);
  return { ...x, layout: broadcastLayout(x.layout, shape) };
}
