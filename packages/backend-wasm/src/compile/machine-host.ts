import type { Backend } from "@tenon/core";
import { copyOf } from "../eager/movement.js";
import type { Programs } from "../eager/programs.js";
import type { Machine } from "../machine.js";
import type { WasmHandle } from "../wasm-handle.js";
import type { LoadedStep, StepHost } from "./host.js";

/** Compiled steps on the memory and threads of a machine; `eager` does the ops that have no kernel. */
export function machineHost(machine: Machine, programs: Programs, eager: Backend<WasmHandle>): StepHost<WasmHandle> {
  const { memory, allocator, pool } = machine;
  return {
    eager,
    memory,
    allocate: (bytes) => allocator.take(bytes),
    release: (region) => allocator.give(region),
    module: () => machine.module(),
    load(bytes, alone): LoadedStep {
      const module = new WebAssembly.Module(bytes);
      const instance = new WebAssembly.Instance(module, pool.imports);
      if (alone || pool.threads === 1) {
        const step = instance.exports.step as (thread: number, threads: number) => void; // as stepModule exports it
        return { run: () => step(0, 1), dispose: () => {} };
      }
      const installed = pool.install(module, instance, ["step"])[0]!;
      return { run: () => pool.runOnAll(installed), dispose: () => pool.uninstall(installed) };
    },
    takeIndexError: () => machine.takeIndexError(),
    create: (shape, dtype) => machine.create(shape, dtype),
    borrow: (address, shape, dtype) => machine.borrow(address, shape, dtype),
    takeOver(x) {
      const heir = machine.view(x, x.layout);
      machine.dispose(x);
      return heir;
    },
    addressOf: (x) => x.address,
    isDense: (x) => x.dense,
    isSole: (x) => x.storage.references === 1,
    copy: (x) => copyOf(machine, programs, x),
  };
}
