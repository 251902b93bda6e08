import { describe, expect, it } from "vitest";
import { call, i32, ModuleBuilder } from "../assembler/index.js";
import { emitInterpreter, Program } from "./program.js";

/** Runs `program` as each of `threads` threads in turn; kernel k adds k + 1 to words begin … end − 1 of its argument. */
function run(program: Program, threads: number, bindings: readonly number[] = []): Int32Array {
  const m = new ModuleBuilder();
  m.importMemory("env", "memory", { initial: 1, maximum: 1, shared: false });
  const met = m.importFunction("env", "meet", ["i32"], "void");
  const kernels = [0, 1, 2].map((k) =>
    m.function(["i32", "i32", "i32"], "void", (f, begin, end, out) => {
      f.range(begin, end, 1, (i) => {
        const at = f.let(i32.add(out, i32.mul(i, 4)));
        f.do(i32.store(at, i32.add(i32.load(at), k + 1)));
      });
    }),
  );
  m.export(
    "step",
    emitInterpreter(m, 1024, kernels, (threads) => call(met, threads)),
  );
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  let meetings = 0;
  const imports = { env: { memory, meet: () => meetings++ } };
  const { step } = new WebAssembly.Instance(new WebAssembly.Module(m.encode()), imports).exports;
  const words = new Int32Array(memory.buffer, 1024);
  words.set(program.words());
  for (const { word, binding, offset } of program.patches) words[word] = bindings[binding]! + offset;
  for (const entry of program.entries) {
    words[0] = 1024 + entry;
    for (let t = 0; t < threads; t++) (step as (t: number, n: number) => void)(t, threads);
  }
  expect(meetings).toBe(threads);
  return new Int32Array(memory.buffer, 0, 32);
}

describe("Program", () => {
  it("gives the same result for any number of threads, over segments and bindings", () => {
    for (const threads of [1, 2, 3, 7]) {
      const program = new Program();
      program.begin();
      program.call(0, -1, 5, [{ kind: "fixed", value: 0 }]);
      program.call(2, 5, 2, [{ kind: "bound", binding: 1, offset: 4 }]);
      program.meet();
      program.call(1, 0, 1, [{ kind: "fixed", value: 0 }]);
      program.end();
      program.begin();
      program.call(1, -1, 2, [{ kind: "bound", binding: 0, offset: 0 }]);
      program.end();
      const out = run(program, threads, [28, 36]);
      expect([...out.slice(0, 13)]).toEqual([3, 1, 1, 1, 1, 0, 0, 2, 2, 0, 3, 3, 0]);
    }
  });
});
