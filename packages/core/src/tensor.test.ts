import { describe, expect, test } from "vitest";
import { expectClose } from "../test/support/expect-close.js";
import { expectError, expectRejection } from "../test/support/expect-error.js";
import { plainJs, useJs } from "../test/support/js.js";
import { asyncOnly } from "./decorators/async-only.js";
import { withBackend } from "./engine/context.js";
import { add } from "./ops/binary.js";
import { ones, tensor, zeros } from "./ops/create.js";
import { DTYPES } from "./seam/dtype.js";
import { Variable } from "./state/variable.js";
import { Tensor } from "./tensor.js";

const js = useJs();

describe("what a tensor says of itself", () => {
  test("shape, rank, size, dtype, backend", () => {
    const x = zeros([2, 3], { dtype: "int8" });
    expect([x.shape, x.rank, x.size, x.dtype]).toEqual([[2, 3], 2, 6, "int8"]);
    expect(x.backend).toBe(js);
    expect(x).toBeInstanceOf(Tensor);
    expect([x.requiresGrad, x.grad, x.isDisposed]).toEqual([false, undefined, false]);
  });
});

describe("reading", () => {
  test("data, item and toArray, at once or later", async () => {
    const x = tensor([[1, 2], [3, 4]]); // biome-ignore format: rows
    expect(await x.data()).toEqual(new Float32Array([1, 2, 3, 4]));
    expect(x.dataSync()).toEqual(new Float32Array([1, 2, 3, 4]));
    expect(await x.toArray()).toEqual([[1, 2], [3, 4]]); // biome-ignore format: rows
    expect(await tensor(5).item()).toBe(5);
    expect(tensor([[6]]).itemSync()).toBe(6);
    expect(zeros([2, 0]).toArraySync()).toEqual([[], []]);
    expect(tensor(true).toArraySync()).toBe(true);
    expect(tensor(true).itemSync()).toBe(1);
  });

  test("what is read is the caller's own", () => {
    const x = tensor([1, 2]);
    x.dataSync()[0] = 99;
    expectClose(x, [1, 2]);
  });

  test("every dtype has its array type", () => {
    const names = DTYPES.map((dtype) => ones([1], { dtype }).dataSync().constructor.name);
    expect(names).toEqual([
      "Uint8Array",
      "Int8Array",
      "Uint8Array",
      "Int32Array",
      "Float32Array",
      "Float32Array",
      "Float32Array",
      "Float64Array",
    ]);
  });

  test("an item is the only element", async () => {
    expectError(() => tensor([1, 2]).itemSync(), "shape_mismatch", "2");
    await expectRejection(zeros([0]).item(), "shape_mismatch", "0");
  });

  test("a backend that answers later has no synchronous reads", async () => {
    const x = tensor([1, 2], { backend: asyncOnly(plainJs()) });
    for (const read of [() => x.dataSync(), () => x.itemSync(), () => x.toArraySync()])
      expectError(read, "sync_read_unavailable", "asyncOnly(js)");
    expect(await x.data()).toEqual(new Float32Array([1, 2]));
  });
});

describe("dispose", () => {
  test("frees once, twice is harmless, and use afterwards is refused", async () => {
    const before = js.memory();
    const x = tensor([1, 2]);
    x.dispose();
    x.dispose();
    expect(js.memory()).toEqual(before);
    expect(x.isDisposed).toBe(true);
    expect(x.shape).toEqual([2]);
    for (const use of [
      () => x.add(1),
      () => add(1, x),
      () => x.dataSync(),
      () => x.alias(),
      () => x.detach(),
      () => x.backend,
    ])
      expectError(use, "disposed");
    await expectRejection(x.data(), "disposed");
  });

  test("alias and detach live on their own", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const [alias, detached] = [x.alias(), x.detach()];
    x.dispose();
    expectClose(alias.mul(detached), [1, 4]);
    expect([alias.requiresGrad, detached.requiresGrad]).toEqual([true, false]);
    alias.square().sum().backward();
    expectClose(alias.grad!, [2, 4]);
  });

  test("a view keeps the memory that it shows", () => {
    const x = tensor([1, 2, 3]);
    const view = x.at([0, 2]).reshape([2, 1]);
    const row = x.reshape([1, 3]).transpose();
    x.dispose();
    expectClose(view, [[1], [3]]);
    expectClose(row, [[1], [2], [3]]);
  });

  test("what a graph saved outlives its tensor", () => {
    const w = tensor([3], { requiresGrad: true });
    const x = tensor([2]);
    const y = w.mul(x).sum();
    x.dispose();
    y.backward();
    expectClose(w.grad!, [2]);
  });
});

describe("backends", () => {
  test("tensors of two do not meet until one is moved", () => {
    const other = plainJs();
    const [a, b] = [tensor([1]), tensor([2], { backend: other })];
    const error = expectError(() => a.add(b), "backend_mismatch", 'a "js", b "js"');
    expect(error.help).toContain(".to(backend)");
    expectError(() => a.matmul(b), "backend_mismatch");
    expectClose(a.to(other).add(b), [3]);
    expect(a.to(other).backend).toBe(other);
  });

  test("to shares where it can, copies where it must, and passes gradients back", () => {
    const other = plainJs();
    const x = tensor([1, 2], { requiresGrad: true });
    const here = x.to(js);
    expect(here).not.toBe(x);
    here.dispose();
    expect(x.isDisposed).toBe(false);
    const there = x.to(other);
    there
      .mul(tensor([3, 4], { backend: other }))
      .sum()
      .backward();
    expectClose(x.grad!, [3, 4]);
    expect(x.grad!.backend).toBe(js);
    const { float64: _, ...dtypes } = js.caps.dtypes;
    const single = { ...plainJs(), name: "single", caps: { ...js.caps, dtypes } };
    expectError(() => zeros([1], { dtype: "float64" }).to(single), "dtype_mismatch", "single");
  });

  test("to also names a dtype", () => {
    expect(tensor([1.5]).to("int32").dtype).toBe("int32");
  });

  test("a decorated backend counts as the one inside it", () => {
    const outer = { ...js, name: "outer", decorates: js };
    const deeper = { ...js, name: "deeper", decorates: outer };
    const x = tensor([1]);
    const y = withBackend(outer, () => x.add(1));
    expect(y.backend).toBe(outer);
    expect(x.add(y).backend).toBe(outer);
    expect(y.add(x).backend).toBe(outer);
    expect(tensor([1], { backend: deeper }).add(y).backend).toBe(deeper);
    expect(withBackend(plainJs(), () => x.add(1)).backend).toBe(js);
  });
});

describe("methods", () => {
  test("mean the functions of their names", () => {
    const x = tensor([[1, -2], [0.5, 4]]); // biome-ignore format: rows
    const b = x.greater(0);
    const pairs: [Tensor, unknown][] = [
      [x.add(1), [[2, -1], [1.5, 5]]],
      [x.sub(x), [[0, 0], [0, 0]]],
      [x.mul(2), [[2, -4], [1, 8]]],
      [x.div(2), [[0.5, -1], [0.25, 2]]],
      [x.mod(2), [[1, 0], [0.5, 0]]],
      [x.pow(2), [[1, 4], [0.25, 16]]],
      [x.maximum(0), [[1, 0], [0.5, 4]]],
      [x.minimum(0), [[0, -2], [0, 0]]],
      [b.logicalAnd(1), [[1, 0], [1, 1]]],
      [b.logicalOr(b), [[1, 0], [1, 1]]],
      [b.logicalXor(b), [[0, 0], [0, 0]]],
      [b.logicalNot(), [[0, 1], [0, 0]]],
      [x.equal(1), [[1, 0], [0, 0]]],
      [x.notEqual(1), [[0, 1], [1, 1]]],
      [x.less(1), [[0, 1], [1, 0]]],
      [x.lessEqual(1), [[1, 1], [1, 0]]],
      [x.greaterEqual(1), [[1, 0], [0, 1]]],
      [x.neg(), [[-1, 2], [-0.5, -4]]],
      [x.floor(), [[1, -2], [0, 4]]],
      [x.ceil(), [[1, -2], [1, 4]]],
      [x.round(), [[1, -2], [0, 4]]],
      [x.abs().log1p().expm1(), [[1, 2], [0.5, 4]]],
      [x.abs().sqrt().square(), [[1, 2], [0.5, 4]]],
      [x.sin().square().add(x.cos().square()), [[1, 1], [1, 1]]],
      [x.tan().mul(x.cos()).sub(x.sin()), [[0, 0], [0, 0]]],
      [x.abs().rsqrt().pow(-2), [[1, 2], [0.5, 4]]],
      [x.erf().add(x.neg().erf()), [[0, 0], [0, 0]]],
      [x.silu().sub(x.mul(x.sigmoid())), [[0, 0], [0, 0]]],
      [x.relu().exp().log(), [[1, 0], [0.5, 4]]],
      [x.sign().mul(x.tanh().abs()).sub(x.tanh()), [[0, 0], [0, 0]]],
      [x.prod({ axis: 0 }), [0.5, -8]],
      [x.min(), -2],
      [x.argMin(), 1],
      [x.std({ axis: 0, correction: 0 }), [0.25, 3]],
      [x.variance({ axis: 0, correction: 0 }), [0.0625, 9]],
      [b.any({ axis: 0 }), [1, 1]],
      [b.all({ axis: 0 }), [1, 0]],
      [x.logSumExp({ axis: 0 }).exp(), [Math.exp(1) + Math.exp(0.5), Math.exp(-2) + Math.exp(4)]],
      [x.logSoftmax().exp().sub(x.softmax()), [[0, 0], [0, 0]]],
      [x.clamp({ min: 0, max: 1 }), [[1, 0], [0.5, 1]]],
      [x.flatten().flip(), [4, 0.5, -2, 1]],
      [x.unsqueeze(0).squeeze(0), [[1, -2], [0.5, 4]]],
      [x.permute([1, 0]).transpose(), [[1, -2], [0.5, 4]]],
      [x.at(0).broadcastTo([2, 2]), [[1, -2], [1, -2]]],
      [x.take(tensor([1], { dtype: "int32" })), [[0.5, 4]]],
      [x.cumsum({ axis: 0 }), [[1, -2], [1.5, 2]]],
    ]; // biome-ignore format: rows
    for (const [actual, expected] of pairs) expectClose(actual, expected as number[], 1e-5);
  });

  test("take Variables", () => {
    const v = new Variable(tensor([2]));
    expectClose(tensor([3]).mul(v), [6]);
    expectClose(tensor([3]).add(v).matmul(v.value), 10);
  });
});
