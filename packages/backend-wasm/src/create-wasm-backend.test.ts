import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { TenonError } from "@tenon/core";
import { describe, expect, it } from "vitest";
import { createWasmBackend, type WasmBackend, type WasmHandle } from "./index.js";

const wave = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i * 1.37) * 3);

/** Ops large enough to be shared between threads. */
function largeOps(b: WasmBackend): WasmHandle[] {
  const a = b.upload(wave(300 * 700), [300, 700], "float32");
  const c = b.upload(wave(700 * 400), [700, 400], "float32");
  const long = b.upload(wave(400_000), [400_000], "float32");
  const indices = b.cast(b.unary("abs", b.binary("mul", b.upload(wave(5000), [5000], "float32"), 90)), "int32");
  const product = b.matmul(a, c, false, false);
  return [
    product,
    b.matmul(a, a, true, false),
    b.matmul(a, a, false, true),
    b.unary("exp", a),
    b.binary("add", a, b.slice(a, [0, 0], [300, 1], [1, 1])),
    b.unary("tanh", b.permute(a, [1, 0])),
    b.reduce("sum", long, [0]),
    b.reduce("sum", a, [0]),
    b.reduce("max", a, [1]),
    b.argReduce("min", product, 0),
    b.scan("sum", a, 1, { reverse: true, exclusive: false }),
    b.gather(a, indices, 0),
    b.scatter("add", b.full([300, 700], 0, "float32"), indices, b.gather(a, indices, 0), 0),
    b.randomUniform([300_001], "float32", b.upload(Int32Array.of(1, 2), [2], "int32"), 3),
    b.foldWindows(b.windows(a, 1, 5, 2, 1), 1, 700, 2, 1),
  ];
}

describe("createWasmBackend", () => {
  it("gives the same bits on one, two and three threads", async () => {
    const results = await Promise.all(
      [1, 2, 3].map(async (threads) => {
        const b = await createWasmBackend({ threads });
        const values = await b.read(largeOps(b));
        b.close();
        return values;
      }),
    );
    results[0]!.forEach((value, i) => {
      for (const other of results.slice(1)) expect(Buffer.compare(bytes(other[i]!), bytes(value)), `op ${i}`).toBe(0);
    });
  });

  it("counts tensors and the bytes of their elements, shared ones once", async () => {
    using b = await createWasmBackend({ threads: 1 });
    const x = b.upload(wave(1000), [10, 100], "float32");
    const views = [b.reshape(x, [1000]), b.permute(x, [1, 0]), b.flip(x, [0]), b.broadcastTo(x, [7, 10, 100])];
    expect(b.memory()).toEqual({ tensors: 5, bytes: 4000 });
    b.dispose(x);
    expect(b.memory()).toEqual({ tensors: 4, bytes: 4000 });
    expect(b.readSync(views[1]!)[1]).toBe(wave(1000)[100]);
    for (const view of views) b.dispose(view);
    expect(b.memory()).toEqual({ tensors: 0, bytes: 0 });
  });

  it("leaves tensors intact when memory runs out, and says what to do", async () => {
    using b = await createWasmBackend({ threads: 1, maximumBytes: 16 * 2 ** 20 });
    const x = b.upload(wave(1_000_000), [1000, 1000], "float32");
    const held: WasmHandle[] = [x];
    const fill = () => {
      for (;;) held.push(b.binary("add", x, x));
    };
    expect(fill).toThrowError(TenonError);
    expect(fill).toThrowError(/scope/);
    const { tensors } = b.memory();
    expect(() => b.matmul(x, x, false, true)).toThrowError(/no room/);
    expect(() => b.reduce("sum", b.permute(x, [1, 0]), [0, 1])).toThrowError(/no room/);
    expect(b.memory().tensors).toBe(tensors + 1);
    expect(Buffer.compare(bytes(b.readSync(x)), bytes(wave(1_000_000)))).toBe(0);
    b.dispose(held.pop()!);
    expect(b.readSync(b.binary("add", x, x))[1]).toBe(Math.fround(2 * wave(2)[1]!));
  });

  it("refuses a number of threads that makes no sense", async () => {
    for (const threads of [0, -1, 1.5, Number.NaN, 1000])
      await expect(createWasmBackend({ threads })).rejects.toThrowError(/threads/);
  });

  it("throws when an index is out of range, and keeps nothing", async () => {
    using b = await createWasmBackend({ threads: 1 });
    const x = b.upload(wave(6), [2, 3], "float32");
    const bad = b.upload(Int32Array.of(0, 2), [2], "int32");
    const before = b.memory();
    expect(() => b.gather(x, bad, 0)).toThrowError(/index/);
    expect(() => b.scatter("set", x, bad, x, 0)).toThrowError(/index/);
    expect(b.memory()).toEqual(before);
    expect([...b.readSync(b.gather(x, bad, 1))]).toHaveLength(4);
  });

  it("throws once it is closed", async () => {
    const b = await createWasmBackend({ threads: 2 });
    const x = b.upload(wave(1_000_000), [1000, 1000], "float32");
    b.close();
    b.close();
    expect(() => b.unary("exp", x)).toThrowError(/closed/);
  });

  it("does not keep a process alive", async () => {
    const index = fileURLToPath(new URL("./index.ts", import.meta.url));
    const program = `
      import { createWasmBackend } from ${JSON.stringify(index)};
      createWasmBackend({ threads: 2 }).then((b) => {
        const x = b.full([1000, 1000], 2, "float32");
        console.log(b.readSync(b.reduce("sum", b.binary("mul", x, x), [0, 1]))[0]);
      });`;
    const args = ["--conditions=@tenon/source", "--import", "tsx", "--input-type=module", "--eval", program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
    expect(stdout.trim()).toBe("4000000");
  });
});

function bytes(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
