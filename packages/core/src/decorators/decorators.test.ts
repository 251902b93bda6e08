import { describe, expect, test, vi } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError, expectRejection } from "../../test/support/expect-error.js";
import { plainJs } from "../../test/support/js.js";
import { compile } from "../compile/compile.js";
import { replay } from "../compile/replay.js";
import { engineOf, setBackend, withBackend } from "../engine/context.js";
import { scope } from "../memory/scope.js";
import { ones, tensor, zeros } from "../ops/create.js";
import { softmax } from "../ops/softmax.js";
import { uniform } from "../random/distributions.js";
import type { Backend } from "../seam/backend.js";
import type { RoutineCall } from "../seam/routine.js";
import type { Tensor } from "../tensor.js";
import { asyncOnly } from "./async-only.js";
import { check } from "./check.js";
import { type Call, decorate } from "./decorate.js";
import { profile } from "./profile.js";

/** A backend with a fused softmax, a routine and a compiler, so that decorators have everything to forward. */
function rich(): Backend {
  const inner = plainJs();
  return {
    ...inner,
    fused: { softmax: (_, __, compose) => compose() },
    routine: ({ op }, xs) => (op === "qr" ? xs.map((x) => inner.reshape(x, x.shape)) : undefined),
    compile: (graph) => replay(inner, graph),
  };
}

const logger = () => {
  const names: string[] = [];
  const inner = rich();
  const backend = decorate(
    inner,
    ({ name, run }) => {
      names.push(name);
      return run();
    },
    { name: "logged" },
  );
  return { inner, backend, names };
};

describe("decorate", () => {
  test("sends every op through the function, under the name that a reader knows", () => {
    const { backend, names } = logger();
    setBackend(backend);
    const x = tensor([1, 2]);
    x.exp().add(1).greater(2).cast("float32").sum();
    x.argMax();
    x.cumsum();
    x.take(tensor([0], { dtype: "int32" }));
    softmax(x);
    uniform([2]);
    expect(names.filter((name) => name !== "reshape")).toEqual([
      "exp",
      "add",
      "compare gt",
      "cast",
      "sum",
      "argReduce max",
      "scan sum",
      "gather",
      "softmax", // whose kernel falls back to
      "max",
      "sub",
      "exp",
      "sum",
      "div",
      "randomUniform",
    ]);
  });

  test("hands over op, inputs and results", () => {
    const calls: Call[] = [];
    const backend = decorate(plainJs(), (call) => {
      calls.push(call);
      return call.run();
    });
    const x = tensor([1, 2], { backend });
    x.mul(3);
    expect(calls).toHaveLength(1);
    expect(calls[0]!.op).toBe("binary");
    expect(calls[0]!.inputs[1]).toBe(3);
    expect(calls[0]!.inputs[0]).toMatchObject({ shape: [2], dtype: "float32" });
  });

  test("forwards what is no op, and knows what it decorates", async () => {
    const { inner, backend } = logger();
    expect([backend.name, backend.caps, backend.decorates]).toEqual(["logged", inner.caps, inner]);
    expect(engineOf(backend)).toBe(inner);
    const x = tensor([1, 2], { backend });
    expect(await x.data()).toEqual(new Float32Array([1, 2]));
    expect(x.dataSync()).toEqual(new Float32Array([1, 2]));
    expect(backend.memory()).toEqual(inner.memory());
    await backend.sync();
    const handle = x.storage.handle;
    const call: RoutineCall = { op: "qr", attributes: { full: false }, infer: () => [], onHost: () => [] };
    expect(backend.routine!(call, [handle])![0]).not.toBe(handle);
    x.dispose();
    expect(inner.memory().bytes).toBe(8); // the routine's view
    expect(Object.keys(decorate(plainJs(), ({ run }) => run()))).not.toContain("compile");
  });

  test("lets compiled steps through", () => {
    const { backend } = logger();
    const step = withBackend(backend, () => compile((x: Tensor) => x.mul(2).add(1), { backend }));
    expectClose(step(ones([2], { backend })), [3, 3]);
  });
});

describe("profile", () => {
  test("counts calls, time and bytes of each op, the most expensive first", () => {
    const clock = vi.spyOn(performance, "now");
    let now = 0;
    clock.mockImplementation(() => (now += 2));
    const profiled = profile(plainJs());
    setBackend(profiled);
    const x = ones([10]);
    scope(() => [x.exp(), x.exp(), x.sum()]);
    clock.mockRestore();
    const report = profiled.report();
    expect(report.map(({ name, calls, bytes }) => [name, calls, bytes])).toEqual([
      ["exp", 2, 80],
      ["full", 1, 40],
      ["sum", 1, 4],
      ["reshape", 1, 4],
    ]);
    expect(report.map((row) => row.milliseconds)).toEqual([4, 2, 2, 2]);
    profiled.reset();
    expect(profiled.report()).toEqual([]);
  });

  test("counts a compiled step as one op", () => {
    const profiled = profile(rich());
    const step = compile((x: Tensor) => x.exp().mul(x).sum());
    const x = ones([3], { backend: profiled });
    step(x);
    profiled.reset();
    step(x);
    expect(profiled.report().map(({ name, calls }) => [name, calls])).toEqual([["compiled step", 1]]);
    step.dispose();
    const declined = profile({ ...plainJs(), compile: () => undefined });
    compile((y: Tensor) => y.exp())(ones([1], { backend: declined }));
    expect(declined.report().map(({ name }) => name)).toContain("exp");
  });

  test("sees ops on tensors made before it", () => {
    const inner = plainJs();
    const x = ones([2], { backend: inner });
    const profiled = profile(inner);
    withBackend(profiled, () => x.exp());
    expect(profiled.report().map(({ name }) => name)).toEqual(["exp"]);
  });
});

describe("check", () => {
  test("throws at the op that made the first NaN or infinity, and frees its result", () => {
    const backend = check(plainJs());
    setBackend(backend);
    const x = tensor([0, -1]);
    const before = backend.memory();
    const error = expectError(() => x.add(0).log().exp(), "not_finite", "log", "[2]");
    expect(error.details.op).toBe("log");
    expectError(() => x.add(1).rsqrt(), "not_finite", "rsqrt");
    expectError(() => x.div(0), "not_finite", "div");
    expect(backend.memory().tensors - before.tensors).toBe(2); // what add made
  });

  test("lets pass what an input already had, or was asked to ignore", () => {
    const nan = check(plainJs(), { infinity: false });
    expectClose(tensor([0], { backend: nan }).log(), [Number.NEGATIVE_INFINITY]);
    expectError(() => tensor([-1], { backend: nan }).log(), "not_finite");
    const infinity = check(plainJs(), { nan: false });
    expectClose(tensor([-1], { backend: infinity }).log(), [Number.NaN]);
    expectError(() => tensor([0], { backend: infinity }).log(), "not_finite");
    const both = check(plainJs());
    expectClose(tensor([Number.NaN, 1], { backend: both }).add(1), [Number.NaN, 2]);
    expectClose(tensor([1], { backend: both }).mul(Number.POSITIVE_INFINITY), [Number.POSITIVE_INFINITY]);
    expect(tensor([2], { backend: both, dtype: "int32" }).add(1).itemSync()).toBe(3);
  });

  test("finds it in compiled steps and fused ops", () => {
    const backend = check(rich());
    setBackend(backend);
    const step = compile((x: Tensor) => x.sub(1).log());
    expectError(() => step(tensor([1])), "not_finite", "log");
    expectError(() => softmax(tensor([1e38, 1e38]).mul(1e38)), "not_finite", "mul");
  });

  test("knows what is alive, and which op made it", () => {
    const backend = check(plainJs());
    setBackend(backend);
    const x = tensor([1, 2]);
    const y = x.exp();
    expect(backend.leaks()).toEqual([
      { op: "upload", shape: [2] },
      { op: "exp", shape: [2] },
    ]);
    x.dispose();
    y.dispose();
    expect(backend.leaks()).toEqual([]);
  });

  test("needs a backend that reads at once", () => {
    expectError(() => check(asyncOnly(plainJs())), "sync_read_unavailable", "asyncOnly(js)");
  });
});

describe("asyncOnly", () => {
  test("hides synchronous reads and answers a turn later", async () => {
    const backend = asyncOnly(plainJs());
    expect(backend.readSync).toBeUndefined();
    expect([backend.name, backend.caps.sync]).toEqual(["asyncOnly(js)", false]);
    const x = tensor([1, 2], { backend }).mul(2);
    const order: string[] = [];
    const reading = x.data().then((values) => {
      order.push("data");
      return values;
    });
    await Promise.resolve().then(() => order.push("microtask"));
    expect(await reading).toEqual(new Float32Array([2, 4]));
    expect(order).toEqual(["microtask", "data"]);
    await backend.sync();
    expectError(() => x.dataSync(), "sync_read_unavailable");
  });

  test("passes errors of reads on", async () => {
    const backend = asyncOnly(plainJs());
    const x = zeros([1], { backend });
    x.dispose();
    await expectRejection(x.data(), "disposed");
  });
});
