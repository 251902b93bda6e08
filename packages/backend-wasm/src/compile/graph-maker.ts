import {
  type DType,
  type FusedName,
  GRAPH_VERSION,
  type Graph,
  type GraphNode,
  type GraphValue,
  type Handle,
  infer,
  type PrimitiveCall,
  primitivesAround,
} from "@tenon/core";

/** Builds graphs by hand, for tests: the primitives of a backend, recorded. */
export class GraphMaker<T extends Handle = Handle> {
  private readonly inputs: GraphValue[] = [];
  private readonly hosts: GraphValue[] = [];
  private readonly constants: { value: GraphValue; handle: T }[] = [];
  private readonly nodes: GraphNode[] = [];
  private count = 0;
  /** Of the nodes that follow. */
  region = 0;

  /** The primitives, as methods of a backend over graph values. */
  readonly op = primitivesAround<GraphValue>((call: PrimitiveCall<GraphValue>) => {
    const { shape, dtype } = infer[call.op](call.inputs, call.attributes as never); // one row of the table per op
    const value = this.value(shape, dtype);
    const node = { kind: "primitive", ...call, outputs: [value], region: this.region };
    this.nodes.push(node as unknown as GraphNode); // op, inputs and attributes belong together as in `call`
    return value;
  });

  /** A fused node that means `composition`. */
  fused(op: FusedName, attributes: object, inputs: readonly GraphValue[], composition: Graph<T>): GraphValue[] {
    const outputs = composition.outputs.map(({ shape, dtype }) => this.value(shape, dtype));
    const node = { kind: "fused", op, attributes, inputs, outputs, composition, region: this.region };
    this.nodes.push(node as unknown as GraphNode); // the caller's attributes are those of the op
    return outputs;
  }

  input(shape: readonly number[], dtype: DType = "float32"): GraphValue {
    return keep(this.inputs, this.value(shape, dtype));
  }

  host(dtype: DType = "float32"): GraphValue {
    return keep(this.hosts, this.value([], dtype));
  }

  constant(handle: T): GraphValue {
    const value = this.value(handle.shape, handle.dtype);
    this.constants.push({ value, handle });
    return value;
  }

  /** The graph that returns `outputs`; `state` pairs inputs with the outputs that replace them. */
  graph(outputs: readonly GraphValue[], state: readonly (readonly [GraphValue, GraphValue])[] = []): Graph<T> {
    return {
      version: GRAPH_VERSION,
      inputs: this.inputs,
      hosts: this.hosts,
      constants: this.constants,
      nodes: this.nodes,
      outputs,
      state: state.map(([from, to]) => ({ input: this.inputs.indexOf(from), output: outputs.indexOf(to) })),
    };
  }

  private value(shape: readonly number[], dtype: DType): GraphValue {
    return { id: this.count++, shape, dtype };
  }
}

function keep(list: GraphValue[], value: GraphValue): GraphValue {
  list.push(value);
  return value;
}
