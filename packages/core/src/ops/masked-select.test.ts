import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError, expectRejection } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { compile } from "../compile/compile.js";
import { asyncOnly } from "../decorators/async-only.js";
import { noGrad } from "../engine/context.js";
import { scope } from "../memory/scope.js";
import type { Backend } from "../seam/backend.js";
import type { Tensor } from "../tensor.js";
import { tensor, zeros } from "./create.js";
import { booleanMask, booleanMaskSync, maskedSelect, maskedSelectSync } from "./masked-select.js";
import { nonzero, nonzeroSync } from "./nonzero.js";

const js = useJs();

const x = (options: { requiresGrad?: boolean; backend?: Backend } = {}) => tensor([[1, 2, 3], [4, 5, 6]], options); // biome-ignore format: rows
const some = (backend?: Backend) => tensor([[true, false, true], [false, true, false]], backend && { backend }); // biome-ignore format: rows

describe("nonzero", () => {
  test("lists indices in row-major order, as torch.nonzero", async () => {
    const t = tensor([[0, 5, -0], [Number.NaN, 0, 1]]); // biome-ignore format: rows
    for (const found of [await nonzero(t), nonzeroSync(t)]) {
      expect(found.dtype).toBe("int32");
      expectClose(found, [[0, 1], [1, 0], [1, 2]]); // biome-ignore format: rows
    }
    expectClose(nonzeroSync(tensor([false, true, true])), [[1], [2]]);
    expectClose(nonzeroSync(tensor([0, 3], { dtype: "float16" })), [[1]]);
    expect(nonzeroSync(zeros([2, 3])).shape).toEqual([0, 2]);
    expect(nonzeroSync(zeros([0, 3])).shape).toEqual([0, 2]);
    expect(nonzeroSync(tensor(5)).shape).toEqual([1, 0]);
    expect(nonzeroSync(tensor(0)).shape).toEqual([0, 0]);
  });
});

describe("maskedSelect", () => {
  test("takes elements where the mask is true; both broadcast", async () => {
    for (const select of [maskedSelect, maskedSelectSync]) {
      expectClose(await select(x(), some()), [1, 3, 5]);
      expectClose(await select(x(), tensor([false, true, false])), [2, 5]);
      expectClose(await select(tensor([7, 8, 9]), some()), [7, 9, 8]);
      expectClose(await select(tensor(3), tensor(true)), [3]);
      expectClose(await select(x(), tensor(false)), []);
      expect((await select(x().cast("uint8"), some())).dtype).toBe("uint8");
    }
  });

  test("sends gradients home, in second order too, unless nobody records", async () => {
    const t = x({ requiresGrad: true });
    (await maskedSelect(t, some())).square().sum().backward();
    expectClose(t.grad!, [[2, 0, 6], [0, 10, 0]]); // biome-ignore format: rows
    const cubes = (v: Tensor) => maskedSelectSync(v, some()).pow(3).sum();
    await gradcheck(cubes, [x().cast("float64")]);
    expect((await noGrad(() => maskedSelect(t, some()))).requiresGrad).toBe(false);
  });
});

describe("booleanMask", () => {
  test("takes rows where a mask over leading axes is true, as NumPy's x[mask]", async () => {
    for (const select of [booleanMask, booleanMaskSync]) {
      expectClose(await select(x(), tensor([false, true])), [[4, 5, 6]]);
      expectClose(await select(x(), some()), [1, 3, 5]);
      expectClose(await select(x(), tensor(true)), [[[1, 2, 3], [4, 5, 6]]]); // biome-ignore format: rows
      expect((await select(zeros([2, 0]), tensor([false, true]))).shape).toEqual([1, 0]);
      expect((await select(zeros([2, 3, 4]), some())).shape).toEqual([3, 4]);
    }
  });

  test("sends gradients to the rows", async () => {
    const t = x({ requiresGrad: true });
    (await booleanMask(t, tensor([false, true]))).square().sum().backward();
    expectClose(t.grad!, [[0, 0, 0], [8, 10, 12]]); // biome-ignore format: rows
  });
});

describe("reading", () => {
  test("waits for a backend that answers later, whatever becomes of the inputs meanwhile; nothing is left", async () => {
    const backend = asyncOnly(js);
    const before = js.memory().tensors;
    const calls = [
      (t: Tensor, _: Tensor) => nonzero(t.greater(4)),
      (t: Tensor, m: Tensor) => maskedSelect(t, m),
      (t: Tensor, m: Tensor) => booleanMask(t, m),
    ];
    const results = await Promise.all(
      calls.map((call) => {
        let made: Promise<Tensor> | undefined;
        scope(() => {
          made = call(x({ backend }), some(backend));
        });
        return made!;
      }),
    );
    expect(await Promise.all(results.map((y) => y.toArray()))).toEqual([[[1, 1], [1, 2]], [1, 3, 5], [1, 3, 5]]); // biome-ignore format: rows
    for (const y of results) y.dispose();
    expect(js.memory().tensors).toBe(before);
  });

  test("at once is refused by such a backend, and either way by a trace", async () => {
    const backend = asyncOnly(js);
    const [t, m] = [x({ backend }), some(backend)];
    expectError(() => nonzeroSync(t), "sync_read_unavailable", "nonzeroSync:", "await nonzero(");
    expectError(() => maskedSelectSync(t, m), "sync_read_unavailable", "maskedSelectSync:", "await maskedSelect(");
    expectError(() => booleanMaskSync(t, m), "sync_read_unavailable", "booleanMaskSync:", "await booleanMask(");
    for (const call of [nonzeroSync, (v: Tensor) => maskedSelectSync(v, v.greater(0))])
      expectError(() => compile(call)(x()), "read_in_trace");
    const pending: Promise<Tensor>[] = [];
    const step = compile((v: Tensor) => {
      pending.push(nonzero(v), maskedSelect(v, v.greater(0)), booleanMask(v, v.greater(0)));
    });
    step(x());
    for (const promise of pending) await expectRejection(promise, "read_in_trace");
    expect(pending).toHaveLength(3);
  });

  test("is not begun for what does not fit", async () => {
    for (const select of [maskedSelectSync, booleanMaskSync]) {
      expectError(() => select(x(), tensor([true, false, true, false])), "shape_mismatch", "[4]", "[2, 3]");
      expectError(() => select(x(), x()), "dtype_mismatch", "float32");
    }
    expectError(() => booleanMaskSync(x(), tensor([true, false, true])), "shape_mismatch", "[3]", "[2, 3]");
    await expectRejection(maskedSelect(x(), tensor([true, false])), "shape_mismatch", "maskedSelect:");
    await expectRejection(booleanMask(tensor([1]), some()), "shape_mismatch", "booleanMask:");
  });
});
