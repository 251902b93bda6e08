import { REDUCE_OPS, TenonError, UNARY_OPS } from "@tenon/core";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { backends, bufferCount, ENGINES } from "../test/engines.js";
import { createTfjsBackend } from "./create-tfjs-backend.js";
import { Engine } from "./engine.js";
import type { TfjsHandle } from "./handle.js";
import { TfjsBackend } from "./tfjs-backend.js";

const TRAITS = { readsAlias: true, writesAlias: true, broadcasting: new Set<string>(), slicesByCopy: false };

async function failure(promise: Promise<unknown>): Promise<TenonError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof TenonError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("createTfjsBackend", () => {
  it("names the engines that are registered when the wanted one is not", async () => {
    const error = await failure(createTfjsBackend({ engine: "webgl" }));
    expect(error.code).toBe("backend_missing");
    expect(error.message).toMatch(/"webgl".*"cpu", "wasm"/);
    expect(error.help).toContain("@tensorflow/tfjs-backend-webgl");
  });

  it("hands on why an engine did not start, and leaves it startable", async () => {
    let broken = true;
    tf.registerBackend("flaky", () => {
      if (broken) return Promise.reject(new Error("no such device"));
      return Promise.resolve(tf.engine().registry.cpu!);
    });
    const error = await failure(createTfjsBackend({ engine: "flaky" }));
    expect(error.code).toBe("backend_failed");
    expect(error.message).toContain("no such device");
    broken = false;
    expect(tf.engine().registry.flaky).toBeUndefined();
    tf.removeBackend("flaky");
  });

  it("refuses an engine that cannot be read synchronously", async () => {
    class Deferred extends tf.KernelBackend {
      override write(): object {
        return {};
      }
      override disposeData(): boolean {
        return true;
      }
    }
    tf.registerBackend("deferred", () => new Deferred());
    expect((await failure(createTfjsBackend({ engine: "deferred" }))).code).toBe("unsupported");
  });

  it("starts an engine once for requests that overlap, and shares it with tfjs", async () => {
    const pair = await Promise.all([createTfjsBackend({ engine: "wasm" }), createTfjsBackend({ engine: "wasm" })]);
    const [x, y] = pair.map((backend) => backend.upload(Float32Array.of(1, 2), [2], "float32"));
    expect(bufferCount(pair[0])).toBeGreaterThanOrEqual(2);
    pair[0].dispose(x!);
    pair[1].dispose(y!);
  });

  it("two engines work interleaved, whatever tfjs backend is active, and leave that choice alone", async () => {
    for (const active of ENGINES) {
      await tf.setBackend(active);
      const xs = ENGINES.map((name) => backends[name].upload(Float32Array.of(1, 2, 3), [3], "float32"));
      const ys = xs.map((x, i) => backends[ENGINES[i]!].binary("mul", x, 2));
      const zs = xs.map((x, i) => backends[ENGINES[i]!].binary("max", x, ys[i]!));
      const mine = tf.tensor1d([5, 6]);
      zs.forEach((z, i) => {
        expect(Array.from(backends[ENGINES[i]!].readSync(z))).toEqual([2, 4, 6]);
      });
      expect(tf.getBackend()).toBe(active);
      expect(Array.from(mine.dataSync())).toEqual([5, 6]);
      mine.dispose();
      [xs, ys, zs].forEach((row) => {
        row.forEach((h, i) => {
          backends[ENGINES[i]!].dispose(h);
        });
      });
    }
  });
});

describe.each(ENGINES)("the tensors of tfjs-%s", (name) => {
  const backend = backends[name];

  it("survive tf.tidy and do not count in tf.memory()", async () => {
    await tf.setBackend(name);
    const before = tf.memory();
    const x = backend.full([4], 3, "float32");
    const made: TfjsHandle[] = [];
    tf.tidy(() => {
      tf.tensor1d([1, 2]);
      made.push(backend.binary("add", x, 1));
      for (const op of UNARY_OPS) if (op !== "not") made.push(backend.unary(op, x));
      for (const op of REDUCE_OPS) made.push(backend.reduce(op, x, [0]));
      made.push(backend.cast(x, "bool"), backend.pad(x, [1], [1], [1], NaN), backend.broadcastTo(x, [2, 4]));
    });
    const y = made[0]!;
    expect(Array.from(backend.readSync(y))).toEqual([4, 4, 4, 4]);
    for (const h of made.slice(1)) {
      expect(backend.readSync(h).length).toBeGreaterThan(0);
      backend.dispose(h);
    }
    expect(tf.memory()).toEqual(before);
    expect(backend.memory()).toEqual({ tensors: 2, bytes: 32 });
    backend.dispose(x);
    backend.dispose(y);
    expect(tf.memory()).toEqual(before);
    expect(backend.memory()).toEqual({ tensors: 0, bytes: 0 });
  });

  it("are disposed once", () => {
    const x = backend.full([1], 3, "float32");
    backend.dispose(x);
    expect(() => backend.dispose(x)).toThrow(expect.objectContaining({ code: "disposed" }));
  });

  it("a kernel that throws inside a composition leaves nothing behind", () => {
    const before = bufferCount(backend);
    const engine = new Engine(name, tf.engine().registry[name]!, TRAITS);
    const broken = () => {
      const parts = [engine.fill([2, 2], 1, "float32"), engine.fill([3, 3], 1, "float32")];
      return engine.run("Concat", parts, { axis: 0 });
    };
    expect(() => engine.compose(broken)).toThrow(expect.objectContaining({ code: "backend_failed" }));
    expect(bufferCount(backend)).toBe(before);
  });

  it("asks for memory before it computes, and says what to do when there is none", () => {
    let heap = 1e9;
    const engine = new Engine(name, tf.engine().registry[name]!, { ...TRAITS, heapSize: () => heap });
    const before = bufferCount(backend);
    const small = engine.fill([1 << 20], 1, "float32");
    heap = 2 ** 32 - 2 ** 20;
    const whole = { shape: [2 ** 29], dtype: "float32" } as const;
    engine.adopt({ ...whole, dataId: small.dataId });
    const grow = () => engine.compose(() => engine.fill([1 << 22], 2, "float32"));
    expect(grow).toThrow(expect.objectContaining({ code: "out_of_memory", help: expect.stringContaining("scope") }));
    expect(engine.values(small)[12345]).toBe(1);
    heap = 1e9;
    engine.free(grow());
    engine.free(small);
    expect(bufferCount(backend)).toBe(before);
  });

  it("goes on in a heap that has grown to its end but is empty again", () => {
    const full = () => 2 ** 32 - 2 ** 16;
    const engine = new Engine(name, tf.engine().registry[name]!, { ...TRAITS, heapSize: full });
    for (let i = 0; i < 5; i++) engine.free(engine.fill([1 << 21], 1, "float32"));
  });

  it("tells a program which kernel an engine lacks", () => {
    const registered = tf.getKernel("Transpose", name);
    tf.unregisterKernel("Transpose", name);
    const poor = new TfjsBackend(new Engine(name, tf.engine().registry[name]!, TRAITS));
    const x = poor.full([2, 2], 1, "float32");
    expect(() => poor.permute(x, [1, 0])).toThrow(/no kernel Transpose/);
    poor.dispose(x);
    tf.registerKernel(registered);
  });
});
