import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError, expectRejection } from "../../test/support/expect-error.js";
import { plainJs, useJs } from "../../test/support/js.js";
import { setBackend } from "../engine/context.js";
import { TenonError } from "../errors.js";
import { tensor, zeros } from "../ops/create.js";
import { gatherNd } from "../ops/gather-nd.js";
import { scatterAdd } from "../ops/take.js";
import { uniform } from "../random/distributions.js";
import { defaultGenerator, manualSeed } from "../random/generator.js";
import type { Backend } from "../seam/backend.js";
import { Counter } from "../state/counter.js";
import { fromHost } from "../state/from-host.js";
import { Parameter, Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { compile } from "./compile.js";

const js = useJs();

/** State of every kind, a step that changes all of it, and a look at it. */
function everything() {
  manualSeed(1);
  const w = new Parameter(tensor([1, 2]));
  const v = new Variable(tensor([3]));
  const counter = new Counter();
  const change = (x: Tensor) => {
    const t = counter.next();
    w.value.mul(x).sum().backward();
    v.assign(v.value.add(fromHost(() => t())).add(uniform([1])));
    w.assign(w.value.sub(w.grad!));
  };
  const look = () => ({
    w: w.value.toArraySync(),
    grad: w.grad?.toArraySync(),
    v: v.value.toArraySync(),
    counter: counter.value,
    draws: defaultGenerator().draws.value,
  });
  return { w, v, change, look };
}

describe("when a trace throws", () => {
  test("nothing has changed, and no memory is taken", () => {
    const { change, look } = everything();
    const x = tensor([1, 1]);
    uniform([1]).dispose(); // the generator keeps its key from here on
    const step = compile((t: Tensor) => {
      change(t);
      throw new RangeError("on purpose");
    });
    const before = look();
    const memory = js.memory().tensors;
    expect(() => step(x)).toThrow("on purpose");
    expect(js.memory().tensors - memory).toBe(0);
    expect(look()).toEqual(before);
    expect(step.stats()).toEqual({ traces: 1, runs: 0, cached: 0 });
  });

  test("what went before it is eager again", () => {
    const step = compile(() => tensor([1]).matmul(tensor([1, 2])));
    expectError(step, "shape_mismatch", "matmul");
    expectClose(zeros([1]).add(1), [1]);
  });

  test("a Variable that could not take its new value keeps the old one", () => {
    const v = new Variable(tensor([1]));
    const other = new Variable(tensor([2]));
    const step = compile(() => {
      other.assign(other.value.mul(2));
      v.assign(v.value.reshape([1, 1]));
    });
    expectError(step, "shape_mismatch", "assign");
    expectClose(v.value, [1]);
    expectClose(other.value, [2]);
  });
});

describe("when a run throws", () => {
  /** A backend whose next log fails. */
  function fragile() {
    const inner = plainJs();
    const state = { fails: false };
    const backend: Backend = {
      ...inner,
      unary: (op, x) => {
        if (state.fails && op === "log") throw new TenonError("out_of_memory", "log: no memory", "less");
        return inner.unary(op, x);
      },
    };
    setBackend(backend);
    return { backend, state };
  }

  test("nothing has changed, interior values are freed, and the step runs again", () => {
    const { backend, state } = fragile();
    const { change, look } = everything();
    const step = compile((x: Tensor) => {
      change(x);
      return x.exp().log();
    });
    const x = tensor([1, 1]);
    step(x).dispose();
    step(x).dispose(); // from here on a gradient is there
    const before = look();
    const memory = backend.memory();
    state.fails = true;
    expectError(() => step(x), "out_of_memory");
    expect(backend.memory()).toEqual(memory);
    expect(look()).toEqual(before);
    state.fails = false;
    expectClose(step(x), [1, 1]);
    expect(look().counter).toBe(3);
  });

  test("a host function that throws leaves everything as it was", () => {
    const v = new Variable(tensor([1]));
    let fails = false;
    const step = compile(() => {
      const rate = fromHost(() => {
        if (fails) throw new Error("no rate");
        return 2;
      });
      v.assign(v.value.mul(rate));
    });
    step();
    fails = true;
    expect(step).toThrow("no rate");
    expectClose(v.value, [2]);
    fails = false;
    step();
    expectClose(v.value, [4]);
  });

  test("a Variable disposed since the trace is named", () => {
    const v = new Variable(tensor([1]), { name: "moment" });
    const step = compile(() => v.value.mul(2), { backend: js });
    step();
    v.dispose();
    expectError(step, "disposed", "moment");
  });

  test("a disposed argument is refused", () => {
    const step = compile((x: Tensor) => x.mul(2));
    const x = tensor([1]);
    step(x);
    x.dispose();
    expectError(() => step(x), "disposed");
  });
});

test("an asynchronous function is refused", () => {
  const step = compile(async (x: Tensor) => x.mul(2));
  expectError(() => step(tensor([1])), "async_scope", "compile");
});

describe("inside a trace", () => {
  test("data cannot be read, in any way", async () => {
    const x = tensor([1]);
    const reads: ((t: Tensor) => unknown)[] = [
      (t) => t.mul(2).dataSync(),
      (t) => t.mul(2).itemSync(),
      (t) => t.mul(2).toArraySync(),
    ];
    for (const read of reads) expectError(() => compile(read)(x), "read_in_trace", "compile");
    let pending: Promise<unknown> | undefined;
    compile((t: Tensor) => {
      pending = t.mul(2).data();
    })(x);
    await expectRejection(pending!, "read_in_trace");
    compile((t: Tensor) => {
      pending = t.backend.sync();
    })(x);
    await expectRejection(pending!, "read_in_trace");
  });

  test("tensors print without values, and new ones may be made from data", () => {
    let text = "";
    const step = compile((x: Tensor) => {
      text = String(x.mul(2));
      return x.add(tensor([5]));
    });
    expectClose(step(tensor([1])), [6]);
    expectClose(step(tensor([2])), [7]);
    expect(text).toBe("tensor(…, [1], float32)");
  });
});

describe("indices that the host knows", () => {
  test("are checked before a run", () => {
    const v = new Variable(tensor([0]));
    const table = new Parameter(tensor([[1, 2], [3, 4]])); // biome-ignore format: rows
    const step = compile((i: Tensor) => {
      v.assign(v.value.add(1));
      return table.value.take(i.reshape([-1]).flip());
    });
    const ints = (values: number[]) => tensor(values, { dtype: "int32" });
    expectClose(step(ints([0, 1])), [[3, 4], [1, 2]]); // biome-ignore format: rows
    for (const bad of [[2, 0], [-1, 0]]) // biome-ignore format: pairs
      expectError(() => step(ints(bad)), "index_out_of_range", "from 0 to 1");
    expectClose(v.value, [1]);
    expectClose(step(ints([1, 1])), [[3, 4], [3, 4]]); // biome-ignore format: rows
  });

  test("are checked for gathers and scatters of single elements, casts between", () => {
    const table = tensor([[1, 2, 3]]);
    const row = (i: number) => tensor([[i]], { dtype: "uint8" });
    const steps = [
      compile((i: Tensor) => table.gather(1, i)),
      compile((i: Tensor) => scatterAdd(table, 1, i, tensor([[1]]))),
    ];
    for (const step of steps) {
      step(row(2));
      expectError(() => step(row(3)), "index_out_of_range", "indices [3, 3]", "from 0 to 2");
    }
  });

  test("count only where they are used: a slice may leave out what is outside", () => {
    const pairs = tensor([[0, 2], [1, 0]], { dtype: "int32" }); // biome-ignore format: rows
    const step = compile((i: Tensor) => gatherNd(tensor([[1, 2, 3], [4, 5, 6]]), i)); // biome-ignore format: rows
    expectClose(step(pairs), [3, 4]);
  });

  test("may be none", () => {
    const step = compile((i: Tensor) => tensor([1, 2]).take(i));
    expect(step(tensor([], { dtype: "int32" })).shape).toEqual([0]);
  });

  test("of scatters too", () => {
    const step = compile((i: Tensor, u: Tensor) => zeros([3]).with([i], u));
    expectClose(step(tensor([2], { dtype: "int32" }), tensor([5])), [0, 0, 5]);
    expectError(() => step(tensor([3], { dtype: "int32" }), tensor([5])), "index_out_of_range");
  });
});
