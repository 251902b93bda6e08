import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { nameOf, namesIn, recordGraphs } from "../../test/support/graph.js";
import { plainJs } from "../../test/support/js.js";
import { checkpoint } from "../autograd/checkpoint.js";
import { grad } from "../autograd/functional.js";
import { scaledDotProductAttention } from "../ops/attention.js";
import { add } from "../ops/binary.js";
import { arange, ones, tensor, zeros } from "../ops/create.js";
import { softmax } from "../ops/softmax.js";
import { uniform } from "../random/distributions.js";
import type { Graph } from "../seam/graph.js";
import { fromHost } from "../state/from-host.js";
import { Parameter, Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { compile } from "./compile.js";

/** Each value is the output of one node at most, and is there before it is used; ids of inputs, hosts, constants differ. */
function expectSound(graph: Graph): void {
  const known = new Set<number>();
  const define = (id: number) => {
    expect(known.has(id), `value ${id} is defined twice`).toBe(false);
    known.add(id);
  };
  for (const { id } of [...graph.inputs, ...graph.hosts, ...graph.constants.map((c) => c.value)]) define(id);
  for (const node of graph.nodes) {
    for (const x of node.inputs) if (typeof x !== "number") expect(known.has(x.id), `value ${x.id}`).toBe(true);
    for (const { id } of node.outputs) define(id);
  }
  expect(new Set(graph.outputs).size).toBe(graph.outputs.length);
  const made = new Set(graph.nodes.flatMap((node) => node.outputs.map(({ id }) => id)));
  for (const { id } of graph.outputs) expect(made.has(id)).toBe(true);
  for (const { input, output } of graph.state) {
    expect(graph.inputs[input]!.shape).toEqual(graph.outputs[output]!.shape);
    expect(graph.inputs[input]!.dtype).toBe(graph.outputs[output]!.dtype);
  }
}

describe("the graph of a step", () => {
  test("holds arguments first, then state, with shapes and dtypes", () => {
    const { graph } = recordGraphs();
    const w = new Variable(ones([3]));
    compile((x: Tensor, y: Tensor) => x.mul(w).add(y))(zeros([2, 3]), zeros([]));
    expect(graph().version).toBe(1);
    expect(graph().inputs.map(({ shape, dtype }) => [shape, dtype])).toEqual([
      [[2, 3], "float32"],
      [[], "float32"],
      [[3], "float32"],
    ]);
    expect(namesIn(graph())).toEqual(["mul", "add"]);
    expectSound(graph());
  });

  test("leaves out what nobody needs", () => {
    const { graph } = recordGraphs();
    const step = compile((x: Tensor) => {
      x.exp().sum();
      return x.mul(2);
    });
    expectClose(step(tensor([1, 2])), [2, 4]);
    expect(namesIn(graph())).toEqual(["mul"]);
  });

  test("computes equal things once", () => {
    const { graph } = recordGraphs();
    const step = compile((x: Tensor) => add(x.exp().mul(x.exp()), x.exp()));
    step(tensor([1]));
    expect(namesIn(graph())).toEqual(["exp", "mul", "add"]);
  });

  test("does not merge what differs in attributes, numbers or operand order", () => {
    const { graph } = recordGraphs();
    compile((x: Tensor) => [x.sum({ axis: 0 }), x.sum({ axis: 1 }), x.mul(0), x.mul(-0), x.sub(1), x.mul(Number.NaN)])(
      ones([2, 2]),
    );
    expect(namesIn(graph()).filter((name) => name !== "reshape")).toEqual(["sum", "sum", "mul", "mul", "sub", "mul"]);
  });

  test("does not merge random draws, which differ by their position", () => {
    const { graph } = recordGraphs();
    compile(() => [uniform([2]), uniform([2])])();
    expect(namesIn(graph())).toEqual(["randomUniform", "randomUniform"]);
    expect(graph().hosts).toHaveLength(2);
    expectSound(graph());
  });

  test("computes constants beforehand, but keeps plain fills as numbers", () => {
    const { graph } = recordGraphs();
    const table = tensor([1, 2, 3]);
    const step = compile((x: Tensor) => x.mul(table.exp().add(arange(3))).add(ones([3])));
    const expected = [1, 2, 3].map((v, i) => Math.exp(v) + i + 1);
    expectClose(step(ones([3])), expected);
    expect(namesIn(graph())).toEqual(["mul", "full", "add"]);
    expect(graph().constants).toHaveLength(1);
    expectClose(step(ones([3])), expected);
    expectSound(graph());
  });

  test("computes a causal mask beforehand", () => {
    const { graph } = recordGraphs();
    compile((x: Tensor) => scaledDotProductAttention(x, x, x, { causal: true }))(ones([3, 2]));
    expect(namesIn(graph())).not.toContain("iota");
    expect(graph().constants.map((c) => c.value.dtype)).toContain("bool");
  });

  test("does not compute large constants beforehand", () => {
    const { graph } = recordGraphs();
    compile((x: Tensor) => x.add(arange(2).unsqueeze(1).broadcastTo([2, 600_000]).mul(2).sum()))(tensor([1]));
    expect(namesIn(graph())).toContain("broadcastTo");
  });

  test("pairs each Variable that is replaced with its new value", () => {
    const { graph } = recordGraphs();
    const [a, b, c] = [1, 2, 3].map((n) => new Variable(tensor([n]))) as [Variable, Variable, Variable];
    const step = compile(() => {
      a.assign(a.value.add(1));
      b.assign(zeros([1])); // never read: no input
      c.assign(a.value); // the same value as a's: paired once
      return c.value.mul(2);
    });
    expectClose(step(), [4]);
    expect(graph().inputs).toHaveLength(1);
    expect(graph().state).toEqual([{ input: 0, output: graph().state[0]!.output }]);
    expect([a, b, c].map((v) => v.value.itemSync())).toEqual([2, 0, 2]);
    expectSound(graph());
  });

  test("keeps the recomputation of a checkpoint apart from the first run", () => {
    const { graph } = recordGraphs();
    const x = tensor([1, 2]);
    const plain = compile((t: Tensor) => grad((u) => u.exp().sin().sum())(t)[0]!);
    plain(x);
    const exps = (g: Graph) => g.nodes.filter((node) => nameOf(node) === "exp");
    expect(exps(graph())).toHaveLength(1);
    const checkpointed = compile((t: Tensor) => {
      const [slope] = grad((u) => checkpoint((v) => v.exp().sin(), u).sum())(t);
      return [slope!, t.exp()];
    });
    const [slope] = checkpointed(x);
    expect(exps(graph()).map((node) => node.region)).toEqual([1, 0]);
    expect(slope!.toArraySync()).toEqual(plain(x).toArraySync());
    expectSound(graph());
  });

  test("numbers checkpoints apart", () => {
    const { graph } = recordGraphs();
    const block = (v: Tensor) => v.exp().exp();
    compile((t: Tensor) => grad((u) => checkpoint(block, checkpoint(block, u)).sum())(t)[0]!)(tensor([0.1]));
    const regions = new Set(graph().nodes.map((node) => node.region));
    expect(regions).toEqual(new Set([0, 1, 2]));
  });

  test("holds a whole training step", () => {
    const { graph } = recordGraphs();
    const w = new Parameter(tensor([1, 2]));
    const rate = { now: 0.1 };
    compile((x: Tensor) => {
      const loss = x.mul(w).square().sum();
      loss.backward();
      w.assign(w.value.sub(w.grad!.mul(fromHost(() => rate.now))));
      w.grad = undefined;
      return loss;
    })(tensor([1, 1]));
    expect(graph().inputs).toHaveLength(2);
    expect(graph().hosts).toHaveLength(1);
    expect(graph().state).toHaveLength(1);
    expectSound(graph());
  });
});

describe("fused ops", () => {
  test("stay calls that carry their composition", () => {
    const calls: string[] = [];
    const { graph } = recordGraphs({
      ...plainJs(),
      fused: {
        softmax: (inputs, { axis }, compose) => {
          calls.push(`${inputs.length} ${axis}`);
          return compose();
        },
      },
    });
    const step = compile((x: Tensor) => softmax(x.mul(2)).sum());
    expectClose(step(tensor([0, 0])), 1);
    expect(calls).toEqual(["1 0"]);
    const node = graph().nodes.find((n) => n.kind === "fused")!;
    expect(node.op).toBe("softmax");
    if (node.kind !== "fused") throw new Error("checked above");
    expect(node.composition.inputs.map(({ id }) => id)).toEqual(node.inputs.map((x) => x.id));
    expect(node.composition.outputs.map(({ id }) => id)).toEqual(node.outputs.map((x) => x.id));
    expect(namesIn(node.composition)).toEqual(["max", "sub", "exp", "sum", "div"]);
    expectSound(graph());
  });

  test("that are equal are merged, and replay from their composition where the kernel declines to help", () => {
    const { graph } = recordGraphs({ ...plainJs(), fused: { softmax: (_, __, compose) => compose() } });
    const step = compile((x: Tensor) => softmax(x).add(softmax(x.add(0))));
    const y = step(tensor([0, Math.log(3)]));
    expect(namesIn(graph()).filter((name) => name === "softmax")).toHaveLength(2);
    expectClose(y, [0.5, 1.5]);
    const merged = compile((x: Tensor) => softmax(x).add(softmax(x)));
    expectClose(merged(tensor([0, Math.log(3)])), [0.5, 1.5]);
    expect(namesIn(graph()).filter((name) => name === "softmax")).toHaveLength(1);
  });
});
