import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { namesIn, recordGraphs } from "../../test/support/graph.js";
import { plainJs, useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { compile } from "../compile/compile.js";
import { asyncOnly } from "../decorators/async-only.js";
import { check } from "../decorators/check.js";
import { profile } from "../decorators/profile.js";
import { setBackend } from "../engine/context.js";
import { scope } from "../memory/scope.js";
import { eye, tensor, zeros } from "../ops/create.js";
import { stack, unbind } from "../ops/pieces.js";
import type { Backend } from "../seam/backend.js";
import type { RoutineCall } from "../seam/routine.js";
import type { Tensor } from "../tensor.js";
import { vmap } from "../transforms/vmap.js";
import { cholesky, det, eigh, inverse, qr, solve, svdvals } from "./index.js";

const js = useJs();
const f64 = { dtype: "float64" } as const;

describe("a backend's own routine", () => {
  /** A js backend that notes what it is asked for and has `answer` for it. */
  function asked(answer: (call: RoutineCall) => Tensor[] | undefined) {
    const calls: string[] = [];
    const backend: Backend = {
      ...plainJs(),
      routine: (call, inputs) => {
        calls.push(
          `${call.op} ${JSON.stringify(call.attributes)} of ${inputs.map((x) => `[${x.shape.join()}]`).join()}`,
        );
        return answer(call)?.map((x) => x.storage.handle);
      },
    };
    setBackend(backend);
    return calls;
  }

  test("is called with shapes that fit, and its results are taken", () => {
    const calls = asked(() => [tensor([[7]], f64)]);
    expectClose(cholesky(tensor([[4]], f64)), [[7]]);
    expect(calls).toEqual(["cholesky {} of [1,1]"]);
  });

  test("may decline: the host computes", () => {
    const calls = asked(() => undefined);
    expectClose(solve(tensor([[2, 0], [0, 4]]), tensor([2, 4])), [1, 1]); // biome-ignore format: rows
    expect(calls.map((call) => call.split(" ")[0])).toEqual(["lu", "triangularSolve", "triangularSolve"]);
    expect(calls[0]).toContain('"refuseSingular":true');
  });
});

describe("on a backend that cannot read at once", () => {
  test("a routine of the host says what to do", () => {
    const { readSync: _, ...later } = plainJs();
    setBackend(later);
    expectError(() => cholesky(tensor([[4]])), "sync_read_unavailable", "cholesky", "createJsBackend");
  });

  test("asyncOnly hides reads from programs, not from the routine", async () => {
    setBackend(asyncOnly(plainJs()));
    expect(await cholesky(tensor([[4]])).data()).toEqual(new Float32Array([2]));
  });

  test("a dtype that is only stored is refused", () => {
    const inner = plainJs();
    setBackend({ ...inner, caps: { ...inner.caps, dtypes: { float32: "storage" } } });
    expectError(() => det(tensor([[4]])), "dtype_mismatch", "not only stores");
  });
});

describe("decorators", () => {
  test("profile counts a routine under its name", () => {
    const profiled = profile(plainJs());
    setBackend(profiled);
    svdvals(sample([3, 3]));
    expect(profiled.report().find(({ name }) => name === "svd")).toMatchObject({ calls: 1, bytes: 8 * (9 + 3 + 9) });
  });

  test("check sees what a routine made, and stops at NaN", () => {
    const checked = check(plainJs());
    setBackend(checked);
    const a = tensor([[1, 1], [1, 1]]); // biome-ignore format: rows
    const { Q } = qr(a);
    expect(checked.leaks().map(({ op }) => op)).toContain("qr");
    expectError(() => inverse(Q.mul(0).add(a)), "singular_matrix");
    expectError(() => eigh(a.mul(1e38).mul(1e38)), "not_finite", "mul");
  });
});

describe("compiled", () => {
  test("a routine is one node, called anew with each run, and equal ones are merged", () => {
    const { graph } = recordGraphs();
    const step = compile((a: Tensor, b: Tensor) => [solve(a, b), solve(a, b.mul(2)), det(a)]);
    for (const seed of [1, 2]) {
      const [a, b] = [sample([3, 3], seed), sample([3, 2], seed + 5)];
      const [x, y, d] = step(a, b);
      expectClose(x!, solve(a, b).toArraySync(), 0);
      expectClose(y!, solve(a, b.mul(2)).toArraySync(), 0);
      expectClose(d!, det(a).toArraySync(), 0);
    }
    const names = namesIn(graph());
    expect(names.filter((name) => name === "lu")).toHaveLength(2); // det lets singular matrices pass
    const node = graph().nodes.find(({ kind }) => kind === "routine")!;
    expect(node.outputs.map(({ shape, dtype }) => [shape, dtype])).toEqual([
      [[3, 3], "float64"],
      [[3], "int32"],
      [[], "float64"],
    ]);
  });

  test("what nobody reads is not computed", () => {
    const { graph } = recordGraphs();
    compile((a: Tensor) => {
      eigh(a);
      return a.mul(2);
    })(sample([2, 2]));
    expect(namesIn(graph())).toEqual(["mul"]);
  });

  test("a gradient step runs, and a singular matrix is refused by the run that meets it", () => {
    const step = compile((a: Tensor) => grad((x) => inverse(x).sum())(a)[0]!);
    const a = tensor([[2, 1], [0, 4]], f64); // biome-ignore format: rows
    expectClose(step(a), grad((x) => inverse(x).sum())(a)[0]!.toArraySync(), 0);
    const before = js.memory().tensors;
    const none = zeros([2, 2], f64);
    expectError(() => step(none), "singular_matrix", "column 0");
    none.dispose();
    expect(js.memory().tensors).toBe(before);
  });
});

test("vmap runs a routine once for all examples", () => {
  const profiled = profile(plainJs());
  setBackend(profiled);
  const a = stack([eye(2, undefined, f64), sample([2, 2]), sample([2, 2], 3)]);
  const b = sample([2], 4);
  const all = vmap((x: Tensor) => solve(x, b))(a);
  expect(profiled.report().find(({ name }) => name === "lu")!.calls).toBe(1);
  const each = unbind(a).map((x) => solve(x, b));
  expectClose(all, stack(each).toArraySync(), 1e-14);
  const slopes = vmap((x: Tensor) => grad(det)(x)[0]!)(a);
  expectClose(
    slopes,
    [...unbind(a)].map((x) => grad(det)(x)[0]!.toArraySync()),
    1e-14,
  );
});

test("a routine that throws leaves nothing behind", () => {
  const a = zeros([2, 2]);
  const before = js.memory().tensors;
  for (const attempt of [() => inverse(a), () => cholesky(a), () => scope(() => solve(a, a))])
    expect(attempt).toThrow("Try:");
  expect(js.memory().tensors).toBe(before);
});
