import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { plainJs, useJs } from "../../test/support/js.js";
import { check } from "../decorators/check.js";
import { noGrad, setBackend, withBackend } from "../engine/context.js";
import { ones, tensor, zeros } from "../ops/create.js";
import { Parameter, Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { compile } from "./compile.js";
import { guard } from "./guard.js";

const js = useJs();

describe("what a step is compiled for", () => {
  test("shapes, dtypes, structure and values of other arguments", () => {
    const step = compile((x: Tensor, options?: { readonly scale?: number }) => x.mul(options?.scale ?? 1));
    const calls: [Tensor, { readonly scale?: number }?][] = [
      [zeros([1])],
      [zeros([2])],
      [zeros([1, 1])],
      [zeros([1], { dtype: "int32" })],
      [zeros([1]), {}],
      [zeros([1]), { scale: 2 }],
      [zeros([1]), { scale: Number.NaN }],
      [zeros([1]), { scale: 0 }],
      [zeros([1]), { scale: -0 }],
      [zeros([1], { requiresGrad: true })],
    ];
    for (const [i, args] of calls.entries()) {
      step(...args);
      expect(step.stats().traces, `call ${i}`).toBe(i + 1);
    }
    for (const args of calls) step(...args);
    expect(step.stats().traces).toBe(calls.length);
  });

  test("objects and functions count by identity, strings apart from numbers", () => {
    const step = compile((x: Tensor, _: unknown) => x.add(1));
    const [map, other, f] = [new Map(), new Map(), () => 1];
    for (const mode of [map, other, f, "1", 1, 1n, true, null, undefined, [1], ["1"], Symbol.for("m")])
      step(zeros([1]), mode);
    expect(step.stats().traces).toBe(12);
    for (const mode of [map, f, "1", [1], Symbol.for("m")]) step(zeros([1]), mode);
    expect(step.stats().traces).toBe(12);
  });

  test("guarded modes", () => {
    let training = true;
    const step = compile((x: Tensor) => (guard(() => training) ? x.mul(2) : x));
    expectClose(step(tensor([1])), [2]);
    training = false;
    expectClose(step(tensor([1])), [1]);
    training = true;
    expectClose(step(tensor([1])), [2]);
    expect(step.stats().traces).toBe(2);
  });

  test("frozen or trainable parameters", () => {
    const w = new Parameter(tensor([2]));
    const step = compile((x: Tensor) => {
      const y = x.mul(w).sum();
      return { y, trains: y.requiresGrad };
    });
    expect(step(tensor([1])).trains).toBe(true);
    w.requiresGrad = false;
    expect(step(tensor([1])).trains).toBe(false);
    w.requiresGrad = true;
    expect(step(tensor([1])).trains).toBe(true);
    expect(step.stats().traces).toBe(2);
  });

  test("recording or not", () => {
    const w = new Parameter(tensor([2]));
    const step = compile(() => w.value.mul(1).requiresGrad);
    expect([step(), noGrad(() => step()), step()]).toEqual([true, false, true]);
    expect(step.stats().traces).toBe(2);
  });

  test("backends", () => {
    const other = plainJs();
    const step = compile((x: Tensor) => x.mul(2));
    expect(step(ones([1])).backend).toBe(js);
    expect(step(ones([1], { backend: other })).backend).toBe(other);
    expect(step.stats().traces).toBe(2);
    expectError(
      () => compile((a: Tensor, b: Tensor) => a.add(b))(ones([1]), ones([1], { backend: other })),
      "backend_mismatch",
    );
    const captured = ones([1], { backend: other });
    expectError(() => compile((x: Tensor) => x.add(captured))(ones([1])), "backend_mismatch");
    const variable = new Variable(captured);
    expectError(() => compile((x: Tensor) => x.add(variable))(ones([1])), "backend_mismatch", "captures");
    setBackend(undefined);
    expectError(() => compile(() => zeros([1]))(), "backend_missing");
    expect(compile(() => zeros([1]), { backend: other })().backend).toBe(other);
  });

  test("a Variable that moves to another backend", () => {
    const other = plainJs();
    const v = new Variable(ones([1]));
    const step = compile(() => v.value.mul(2), { backend: js });
    step();
    v.assign(ones([1], { backend: other }));
    expectError(() => step(), "backend_mismatch");
  });

  test("decorated backends see the step", () => {
    const checked = check(plainJs());
    withBackend(checked, () => {
      const step = compile((x: Tensor) => x.log());
      expectError(() => step(zeros([1])), "not_finite", "log");
    });
  });
});

describe("the cache", () => {
  test("keeps the variants used last", () => {
    const step = compile((x: Tensor) => x.mul(2), { cacheSize: 2 });
    const [a, b, c] = [zeros([1]), zeros([2]), zeros([3])];
    step(a);
    step(b);
    step(a);
    step(c); // drops b
    expect(step.stats()).toEqual({ traces: 3, runs: 4, cached: 2 });
    step(a);
    expect(step.stats().traces).toBe(3);
    step(b);
    expect(step.stats().traces).toBe(4);
  });

  test("is emptied by dispose, after which the function compiles again", () => {
    const constants = [tensor([1]), tensor([2])];
    const step = compile((x: Tensor) => x.add(constants[0]!).mul(constants[1]!));
    const before = js.memory().tensors;
    step(ones([1])).dispose();
    step.dispose();
    step.dispose();
    expect(step.stats().cached).toBe(0);
    expect(js.memory().tensors - before).toBe(1); // the argument
    expectClose(step(ones([1])), [4]);
    expect(step.stats().traces).toBe(2);
  });
});
