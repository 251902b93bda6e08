import { describe, expect, it } from "vitest";
import { call, f32, f32x4, i32, i64, ModuleBuilder, memory, select, v128 } from "./index.js";

function instantiate(m: ModuleBuilder, imports: WebAssembly.Imports = {}) {
  const bytes = m.encode();
  expect(WebAssembly.validate(bytes)).toBe(true);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports as Record<
    string,
    (...args: number[]) => number // every export of these tests takes and returns numbers
  >;
}

describe("ModuleBuilder", () => {
  it("computes with parameters, literals and calls; imports may follow functions", () => {
    const m = new ModuleBuilder();
    const square = m.function(["i32"], "i32", (_, x) => i32.mul(x, x));
    const host = m.importFunction("env", "host", ["i32"], "i32");
    m.export(
      "run",
      m.function(["i32", "i32"], "i32", (_, x, y) => i32.sub(call(square, x), call(host, y))),
    );
    const { run } = instantiate(m, { env: { host: (x: number) => 10 * x } });
    expect(run!(7, 2)).toBe(29);
  });

  it("writes literals of any size", () => {
    const values = [0, 1, -1, 63, 64, -64, -65, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)];
    const m = new ModuleBuilder();
    values.forEach((value, i) => {
      m.export(
        `i${i}`,
        m.function([], "i32", () => i32.const(value)),
      );
      m.export(
        `l${i}`,
        m.function([], "i32", () => i32.wrapI64(i64.const(BigInt(value)))),
      );
    });
    const run = instantiate(m);
    values.forEach((value, i) => {
      expect([run[`i${i}`]!(), run[`l${i}`]!()]).toEqual([value, value]);
    });
  });

  it("loops, branches and chooses", () => {
    const m = new ModuleBuilder();
    m.export(
      "sumOfOdd",
      m.function(["i32"], "i32", (f, n) => {
        const sum = f.local("i32");
        f.range(0, n, 1, (i) => f.if(i32.and(i, 1), () => f.increase(sum, i)));
        return sum;
      }),
    );
    m.export(
      "firstPowerAbove",
      m.function(["i32"], "i32", (f, n) => {
        const p = f.let(i32.const(1));
        f.block((end) =>
          f.loop((again) => {
            f.branchIf(end, i32.gtU(p, n));
            f.set(p, i32.shl(p, 1));
            f.branch(again);
          }),
        );
        return p;
      }),
    );
    m.export(
      "larger",
      m.function(["f32", "f32"], "f32", (_, a, b) => select(f32.gt(a, b), a, b)),
    );
    const { sumOfOdd, firstPowerAbove, larger } = instantiate(m);
    expect(sumOfOdd!(10)).toBe(25);
    expect(sumOfOdd!(0)).toBe(0);
    expect(firstPowerAbove!(100)).toBe(128);
    expect(larger!(1.5, -2)).toBe(1.5);
  });

  it("reaches memory, shared or not, by lanes of 128 bits", () => {
    for (const shared of [false, true]) {
      const m = new ModuleBuilder();
      m.importMemory("env", "memory", { initial: 1, maximum: 2, shared });
      m.export(
        "scale",
        m.function(["i32", "f32"], "void", (f, p, x) => {
          f.do(v128.store(p, f32x4.mul(v128.load(p), f32x4.splat(x))));
          f.do(memory.copy(i32.add(p, 16), p, 16));
        }),
      );
      const memory_ = new WebAssembly.Memory({ initial: 1, maximum: 2, shared });
      const { scale } = instantiate(m, { env: { memory: memory_ } });
      const view = new Float32Array(memory_.buffer, 64, 8);
      view.set([1, 2, 3, 4]);
      scale!(64, 0.5);
      expect([...view]).toEqual([0.5, 1, 1.5, 2, 0.5, 1, 1.5, 2]);
    }
  });

  it("calls through a table and reads imported globals", () => {
    const m = new ModuleBuilder();
    m.importTable("env", "table", 2);
    const base = m.importGlobal("env", "base");
    m.export(
      "run",
      m.function(["i32", "i32"], "i32", (_, slot, x) =>
        i32.add(m.callIndirect(["i32"], "i32", slot, x), i32.add(base, m.importGlobal("env", "base"))),
      ),
    );
    const inner = new ModuleBuilder();
    inner.export(
      "negate",
      inner.function(["i32"], "i32", (_, x) => i32.sub(0, x)),
    );
    const table = new WebAssembly.Table({ initial: 2, element: "anyfunc" });
    table.set(1, new WebAssembly.Instance(new WebAssembly.Module(inner.encode())).exports.negate);
    const { run } = instantiate(m, { env: { table, base: 100 } });
    expect(run!(1, 5)).toBe(195);
  });

  it("makes a shared helper once", () => {
    const m = new ModuleBuilder();
    const make = () => m.function(["i32"], "i32", (_, x) => i32.add(x, 1));
    expect(m.once("increment", make)).toBe(m.once("increment", make));
  });
});
