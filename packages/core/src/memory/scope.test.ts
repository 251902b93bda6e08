import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { plainJs, useJs } from "../../test/support/js.js";
import { tensor, zeros } from "../ops/create.js";
import { Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { collectTensors, isTensor, keep, scope } from "./scope.js";

const js = useJs();

describe("scope", () => {
  test("frees what is born inside, except its result", () => {
    const x = tensor([1, 2]);
    const before = js.memory().tensors;
    let interior: Tensor | undefined;
    const y = scope(() => {
      interior = x.exp();
      return interior.sum();
    });
    expect(interior!.isDisposed).toBe(true);
    expect(y.isDisposed).toBe(false);
    expect(x.isDisposed).toBe(false);
    expect(js.memory().tensors - before).toBe(1);
  });

  test("finds results in arrays and plain objects, however deep", () => {
    const before = js.memory().tensors;
    const results = scope(() => {
      const [a, b, c] = [zeros([1]), zeros([1]), zeros([1])];
      zeros([1]);
      return { a, list: [b, { c, text: "x", none: null }], number: 3 };
    });
    expect(js.memory().tensors - before).toBe(3);
    expect(collectTensors(results).size).toBe(3);
  });

  test("hands results to the scope around it", () => {
    let inner: Tensor | undefined;
    scope(() => {
      inner = scope(() => zeros([1]).add(1));
      expect(inner.isDisposed).toBe(false);
      return undefined;
    });
    expect(inner!.isDisposed).toBe(true);
  });

  test("frees everything when the function throws, and lets the error pass", () => {
    const before = js.memory();
    expect(() =>
      scope(() => {
        zeros([3]);
        throw new RangeError("on purpose");
      }),
    ).toThrow("on purpose");
    expect(js.memory()).toEqual(before);
    const outside = zeros([1]);
    expect(outside.isDisposed).toBe(false);
  });

  test("keeps what the graphs of its result saved", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const loss = scope(() => x.exp().mul(x).sum());
    loss.backward();
    expectClose(x.grad!, [2 * Math.E, 3 * Math.exp(2)]);
  });

  test("leaves Variables assigned inside alone", () => {
    const v = new Variable(tensor([1]));
    scope(() => v.assign(v.value.add(1)));
    expectClose(v.value, [2]);
  });

  test("refuses asynchronous functions, and frees what they made", () => {
    const before = js.memory();
    const error = expectError(() => scope(async () => zeros([1])), "async_scope", "promise");
    expect(error.help).toContain("await data()");
    expect(js.memory()).toEqual(before);
    // biome-ignore lint/suspicious/noThenProperty: anything that can be awaited counts
    expectError(() => scope(() => ({ then: () => undefined })), "async_scope");
  });

  test("refuses what fails later once, not a second time as an unhandled rejection", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    expectError(() => scope(() => Promise.reject(new Error("late"))), "async_scope");
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  test("passes any other result through", () => {
    expect(scope(() => 3)).toBe(3);
    expect(scope(() => "text")).toBe("text");
    expect(scope(() => null)).toBeNull();
    const existing = zeros([1]);
    expect(scope(() => existing)).toBe(existing);
  });
});

describe("keep", () => {
  test("takes a tensor out of all scopes", () => {
    let kept: Tensor | undefined;
    scope(() => {
      scope(() => {
        kept = keep(zeros([1]).add(1));
        return undefined;
      });
      return undefined;
    });
    expect(kept!.isDisposed).toBe(false);
    expectClose(kept!, [1]);
  });

  test("does nothing to a tensor that is in none", () => {
    const x = zeros([1]);
    expect(keep(x)).toBe(x);
    scope(() => keep(x));
    expect(x.isDisposed).toBe(false);
  });
});

describe("using", () => {
  test("frees a tensor at the end of its block", () => {
    const before = js.memory().tensors;
    {
      using x = zeros([2]);
      using y = x.add(1);
      expectClose(y, [1, 1]);
      expect(js.memory().tensors - before).toBe(2);
    }
    expect(js.memory().tensors).toBe(before);
  });

  test("frees a Variable too", () => {
    let disposed: Variable | undefined;
    {
      using v = new Variable(zeros([1]));
      disposed = v;
    }
    expectError(() => disposed?.value, "disposed");
  });
});

describe("isTensor", () => {
  test("knows tensors of this copy and of another, and nothing else", () => {
    expect(isTensor(zeros([1]))).toBe(true);
    expect(isTensor({ [Symbol.for("tenon.tensor")]: true })).toBe(true);
    for (const other of [null, undefined, 1, "tensor", {}, [], new Variable(zeros([1]))])
      expect(isTensor(other)).toBe(false);
  });
});

describe("the net under dispose", () => {
  test("frees tensors that were lost, on backends that need it", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void; // there since the flag is set
    const inner = plainJs();
    const backend = { ...inner, caps: { ...inner.caps, memory: "manual" as const } };
    const lose = () => {
      const x = tensor([1, 2], { backend, requiresGrad: true });
      x.exp().mul(x).sum();
      new Variable(tensor([1], { backend }));
    };
    for (let i = 0; i < 20; i++) lose();
    expect(backend.memory().tensors).toBeGreaterThan(20);
    for (let turn = 0; turn < 50 && backend.memory().tensors > 0; turn++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(backend.memory().tensors).toBe(0);
  });
});
