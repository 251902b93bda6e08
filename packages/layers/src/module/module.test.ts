import { createJsBackend } from "@tenon/backend-js";
import {
  add,
  compile,
  isTensor,
  ones,
  Parameter,
  scope,
  setBackend,
  TenonError,
  type Tensor,
  type TensorLike,
  tensor,
  uniform,
  Variable,
  zeros,
} from "@tenon/core";
import { beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { Dropout } from "../dropout/dropout.js";
import { Linear } from "../linear/linear.js";
import { BatchNorm2d } from "../normalization/batch-norm-2d.js";
import { Module } from "./module.js";

let backend = createJsBackend();
beforeEach(() => {
  backend = createJsBackend();
  setBackend(backend);
});

class Block extends Module {
  readonly inProj = new Linear(4, 4);
  readonly running = new Variable(zeros([2]));
  readonly parts = [new Linear(4, 4, { bias: false }), { headB: new Parameter(zeros([3])) }];
  readonly #hidden = new Parameter(zeros([1]));
  readonly note = "not a tensor";
  parent: Module | undefined;

  forward(x: TensorLike): Tensor {
    return this.inProj.call(add(x, this.#hidden.value.sum())).relu();
  }
}

class Net extends Module {
  readonly first = new Block();
  readonly drop = new Dropout(0.5);

  forward(x: TensorLike, scale = 1): { y: Tensor; parts: Tensor[] } {
    const y = this.drop.call(this.first.call(x)).mul(scale);
    return { y, parts: [y.sum()] };
  }
}

function thrown(run: () => unknown): TenonError {
  try {
    run();
  } catch (error) {
    if (error instanceof TenonError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("a module's tree", () => {
  test("is found in fields, arrays and plain objects, named in snake case", () => {
    const net = new Net();
    expect([...net.namedParameters().keys()]).toEqual([
      "first.in_proj.weight",
      "first.in_proj.bias",
      "first.parts.0.weight",
      "first.parts.1.head_b",
    ]);
    expect([...net.namedBuffers().keys()]).toEqual(["first.running"]);
    expect([...net.namedModules().keys()]).toEqual(["", "first", "first.in_proj", "first.parts.0", "drop"]);
    expect(net.parameters()).toEqual([...net.namedParameters().values()]);
  });

  test("may lead back to a parent and hold one module twice", () => {
    const net = new Net();
    net.first.parent = net;
    const twice = Object.assign(new Net(), { again: net, same: net });
    expect(twice.modules()).toHaveLength(10);
    expect(Object.keys(twice.stateDict()).filter((name) => name.endsWith("in_proj.bias"))).toEqual([
      "first.in_proj.bias",
      "again.first.in_proj.bias",
      "same.first.in_proj.bias",
    ]);
    expect(twice.namedParameters().has("same.first.in_proj.bias")).toBe(false);
  });

  test("refuses two variables under one name", () => {
    const clash = Object.assign(new Net(), { fooBar: new Variable(zeros([1])), foo_bar: new Variable(zeros([1])) });
    const error = thrown(() => clash.stateDict());
    expect(error.code).toBe("invalid_argument");
    expect(error.message).toContain("foo_bar");
  });
});

describe("call", () => {
  test("has forward's types and passes its arguments on", () => {
    const net = new Net().eval();
    // @ts-expect-error forward takes a tensor
    expect(() => net.call("x")).toThrow(TenonError);
    expectTypeOf<ReturnType<typeof net.call>>().toEqualTypeOf<{ y: Tensor; parts: Tensor[] }>();
    const x = uniform([2, 4]);
    const once = net.call(x).y.toArraySync() as number[][];
    const twice = net.call(x, 2).y.toArraySync();
    expect(twice).toEqual(once.map((row) => row.map((v) => v * 2)));
  });

  test("frees every tensor but those of the result", () => {
    const net = new Net();
    const x = uniform([2, 4]);
    const before = backend.memory().tensors;
    const result = net.eval().call(x);
    result.y.sum().backward();
    for (const parameter of net.parameters()) parameter.grad = undefined;
    const after = backend.memory().tensors;
    result.y.dispose();
    for (const part of result.parts) part.dispose();
    expect(after - before).toBeLessThanOrEqual(4); // y, its part, and the sum and seed of backward
  });

  test("says where in the model an error arose, once", () => {
    const error = thrown(() => new Net().call(zeros([2, 5])));
    expect(error.code).toBe("shape_mismatch");
    expect(error.message).toMatch(
      /^first\.in_proj: linear: expected x \[\.\.\., 4\], given .* Try: x \[\.\.\., 4\]\.$/,
    );
    expect(error.details.path).toBe("first.in_proj");
    expect(error.cause).toBeInstanceOf(TenonError);
    const top = thrown(() => new Linear(4, 4).call(zeros([2, 5])));
    expect(top.message).toMatch(/^linear: /);
  });

  test("leaves other errors alone", () => {
    class Broken extends Module {
      forward(): Tensor {
        throw new RangeError("mine");
      }
    }
    expect(() => new Broken().call()).toThrow(RangeError);
  });
});

describe("modes", () => {
  test("reach every module inside", () => {
    const net = new Net();
    expect(net.modules().every((module) => module.training)).toBe(true);
    expect(net.eval()).toBe(net);
    expect(net.modules().some((module) => module.training)).toBe(false);
    net.train();
    expect(net.first.inProj.training).toBe(true);
  });

  test("are variants of a compiled function", () => {
    const layer = new Dropout(0.5);
    const step = compile((x: Tensor) => layer.call(x));
    const x = ones([100]);
    const drops = () => step(x).sum().itemSync() !== 100;
    expect([drops(), layer.eval() && drops(), layer.train() && drops(), layer.eval() && drops()]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(step.stats().traces).toBe(2);
  });

  test("freeze and unfreeze choose parameters by name", () => {
    const net = new Net().freeze().unfreeze(/parts\.0/);
    const trained = [...net.namedParameters()].filter(([, p]) => p.requiresGrad).map(([name]) => name);
    expect(trained).toEqual(["first.parts.0.weight"]);
    expect(thrown(() => net.freeze(/encoder/)).message).toContain("/encoder/");
    const global = /first/g;
    expect(
      net
        .unfreeze(global)
        .parameters()
        .every((p) => p.requiresGrad),
    ).toBe(true);
  });
});

describe("state dicts", () => {
  test("are snapshots that load back exactly", () => {
    const [a, b] = [new Net(), new Net()];
    const state = a.stateDict();
    for (const value of Object.values(state)) expect(isTensor(value) && !value.requiresGrad).toBe(true);
    const before = state["first.in_proj.weight"]!.toArraySync();
    a.first.inProj.weight.assign(zeros([4, 4]));
    expect(state["first.in_proj.weight"]!.toArraySync()).toEqual(before);
    expect(b.loadStateDict(state)).toEqual({ missing: [], unexpected: [] });
    expect(b.first.inProj.weight.value.toArraySync()).toEqual(before);
  });

  test("that do not fit say what is missing, unexpected and misshapen, and change nothing", () => {
    const net = new Net();
    const before = net.stateDict();
    const { "first.parts.1.head_b": _, ...rest } = before;
    const state = { ...rest, "first.running": zeros([3]), extra: zeros([1]) };
    const error = thrown(() => net.loadStateDict({ ...state, "first.in_proj.weight": zeros([4, 4]) }));
    expect(error.code).toBe("state_mismatch");
    expect(error.message).toContain("missing: first.parts.1.head_b; unexpected: extra");
    expect(error.message).toContain("misshapen: first.running ([2] was expected, [3] was given)");
    expect(error.details).toMatchObject({ missing: ["first.parts.1.head_b"], unexpected: ["extra"] });
    expect(net.first.inProj.weight.value.toArraySync()).toEqual(before["first.in_proj.weight"]!.toArraySync());
    expect(thrown(() => net.loadStateDict(state, { strict: false })).message).not.toContain("missing");
  });

  test("load in part when not strict", () => {
    const net = new Net();
    const report = net.loadStateDict({ "first.running": tensor([1, 2]), other: zeros([1]) }, { strict: false });
    expect(report.unexpected).toEqual(["other"]);
    expect(report.missing).toContain("first.in_proj.weight");
    expect(net.first.running.value.toArraySync()).toEqual([1, 2]);
  });

  test("with a tensor that was disposed change nothing", () => {
    const net = new Net();
    const state = net.stateDict();
    const before = state["first.in_proj.weight"]!.toArraySync();
    const dead = zeros([2]);
    dead.dispose();
    const error = thrown(() =>
      net.loadStateDict({ ...state, "first.in_proj.weight": zeros([4, 4]), "first.running": dead }),
    );
    expect(error.code).toBe("disposed");
    expect(net.first.inProj.weight.value.toArraySync()).toEqual(before);
  });

  test("need one name of tied variables only", () => {
    class Tied extends Module {
      readonly embed = new Linear(3, 3, { bias: false });
      readonly head = { weight: this.embed.weight };
      forward(x: TensorLike): Tensor {
        return this.embed.call(x);
      }
    }
    const model = new Tied();
    expect(Object.keys(model.stateDict())).toEqual(["embed.weight", "head.weight"]);
    model.loadStateDict({ "embed.weight": zeros([3, 3]) });
    expect(model.head.weight.value.sum().itemSync()).toBe(0);
    expect(model.parameters()).toHaveLength(1);
  });

  test("convert to the variable's dtype", () => {
    const norm = new BatchNorm2d(2);
    const state = { ...norm.stateDict(), num_batches_tracked: tensor(7), weight: tensor([1, 2], { dtype: "float64" }) };
    norm.loadStateDict(state);
    expect(norm.stateDict().num_batches_tracked!.dtype).toBe("int32");
    expect(norm.numBatchesTracked?.value.itemSync()).toBe(7);
    expect(norm.weight?.value.toArraySync()).toEqual([1, 2]);
  });
});

describe("memory and backends", () => {
  test("construction owns one storage for each variable, and dispose frees them", () => {
    const before = backend.memory().tensors;
    const layer = new Linear(4, 4);
    new BatchNorm2d(3).dispose();
    expect(backend.memory().tensors - before).toBeLessThanOrEqual(3); // weight, bias, the generator's key
    layer.dispose();
    expect(thrown(() => layer.call(zeros([1, 4]))).code).toBe("disposed");
  });

  test("to moves parameters, gradients and buffers", () => {
    const other = createJsBackend();
    const norm = new BatchNorm2d(2);
    scope(() =>
      norm
        .call(uniform([3, 2, 2, 2]))
        .square()
        .sum()
        .backward(),
    );
    const before = norm.weight!.grad!.toArraySync();
    norm.to(other);
    expect([...norm.parameters(), ...norm.namedBuffers().values()].every((v) => v.backend === other)).toBe(true);
    expect(norm.weight!.grad!.backend).toBe(other);
    expect(norm.weight!.grad!.toArraySync()).toEqual(before);
    expect(norm.eval().call(zeros([1, 2, 1, 1], { backend: other })).backend).toBe(other);
  });
});
