import { type Backend, broadcastShapes, type Capabilities, type HostData, type Operand } from "@tenon/core";
import { compileGraph } from "./compile/compile.js";
import { machineHost } from "./compile/machine-host.js";
import type { CompileOptions } from "./compile/options.js";
import { download, foldWindows, full, iota, randomUniform, upload } from "./eager/creation.js";
import { gather, scatter } from "./eager/indexing.js";
import { argReduce, argsort, scan } from "./eager/lines.js";
import { type LoopInput, runLoop } from "./eager/loop.js";
import { matmul } from "./eager/matmul.js";
import { broadcastTo, concat, flip, pad, permute, reshape, slice, windows } from "./eager/movement.js";
import { createPrograms } from "./eager/programs.js";
import { reduce } from "./eager/reduce.js";
import { Machine, type WasmOptions } from "./machine.js";
import { requireSimd } from "./simd-probe.js";
import type { WasmHandle } from "./wasm-handle.js";

export interface WasmBackendOptions extends WasmOptions {
  /** Switches of the compiler, all on by default. */
  readonly compile?: Partial<CompileOptions>;
}

/** A backend on WebAssembly with SIMD, on one or several threads. */
export interface WasmBackend extends Backend<WasmHandle> {
  /** Threads that share large ops, the calling one included. */
  readonly threads: number;
  readSync(x: WasmHandle): HostData;
  /** Ends the workers. The backend and its tensors are of no use from then on. */
  close(): void;
  [Symbol.dispose](): void;
}

const caps: Capabilities = {
  dtypes: {
    bool: "compute",
    int8: "compute",
    uint8: "compute",
    int32: "compute",
    float16: "compute",
    bfloat16: "compute",
    float32: "compute",
    float64: "compute",
  },
  sync: true,
  maxRank: 32,
  numerics: "strict",
  memory: "manual",
};

/**
 * Starts a backend on WebAssembly. Workers never keep a Node process alive.
 *
 * @throws TenonError `unsupported` where WebAssembly has no SIMD, `backend_failed` if a thread cannot start,
 *   `invalid_argument` for a wrong number of threads.
 * @example
 * import { setBackend, tensor } from "@tenon/core";
 * import { createWasmBackend } from "@tenon/backend-wasm";
 *
 * setBackend(await createWasmBackend());
 * console.log(String(tensor([1, 2, 3]).mul(2)));
 */
export async function createWasmBackend(options: WasmBackendOptions = {}): Promise<WasmBackend> {
  requireSimd();
  const machine = await Machine.start(options);
  const programs = createPrograms();
  const dtypeOf = (a: Operand<WasmHandle>, b: Operand<WasmHandle>) =>
    typeof a === "number" ? (b as WasmHandle).dtype : a.dtype; // at most one is a number
  const input = (x: Operand<WasmHandle>, dtype: WasmHandle["dtype"]): LoopInput =>
    typeof x === "number" ? { number: x, dtype } : x;
  const shapeOf = (...xs: readonly Operand<WasmHandle>[]) =>
    xs.reduce<readonly number[]>((shape, x) => (typeof x === "number" ? shape : broadcastShapes(shape, x.shape)!), []);
  const read = (x: WasmHandle) => download(machine, programs, x);
  const backend: WasmBackend = {
    name: "wasm",
    caps,
    threads: machine.pool.threads,

    upload: (data, shape, dtype) => upload(machine, programs, data, shape, dtype),
    read: async (xs) => xs.map(read),
    readSync: read,
    dispose: (x) => machine.dispose(x),
    sync: async () => {},
    memory: () => machine.usage,

    full: (shape, value, dtype) => full(machine, programs, shape, value, dtype),
    iota: (shape, axis, dtype) => iota(machine, shape, axis, dtype),
    cast: (x, dtype) => runLoop(machine, programs.cast[dtype], [x], x.shape, dtype),
    randomUniform: (shape, dtype, key, offset) => randomUniform(machine, programs, shape, dtype, key, offset),

    unary: (op, x) => runLoop(machine, programs.unary[op], [x], x.shape, x.dtype),
    binary(op, a, b) {
      const dtype = dtypeOf(a, b);
      return runLoop(machine, programs.binary[op], [input(a, dtype), input(b, dtype)], shapeOf(a, b), dtype);
    },
    compare(op, a, b) {
      const dtype = dtypeOf(a, b);
      return runLoop(machine, programs.compare[op], [input(a, dtype), input(b, dtype)], shapeOf(a, b), "bool");
    },
    where(condition, a, b) {
      const dtype = dtypeOf(a, b);
      const inputs = [condition, input(a, dtype), input(b, dtype)];
      return runLoop(machine, programs.where, inputs, shapeOf(condition, a, b), dtype);
    },

    reduce: (op, x, axes) => reduce(machine, programs, op, x, axes),
    argReduce: (op, x, axis) => argReduce(machine, programs, op, x, axis),
    argsort: (x, axis, descending) => argsort(machine, programs, x, axis, descending),
    scan: (op, x, axis, scanOptions) => scan(machine, programs, op, x, axis, scanOptions),
    matmul: (a, b, transA, transB) => matmul(machine, programs, a, b, transA, transB),

    reshape: (x, shape) => reshape(machine, programs, x, shape),
    permute: (x, axes) => permute(machine, x, axes),
    broadcastTo: (x, shape) => broadcastTo(machine, x, shape),
    flip: (x, axes) => flip(machine, x, axes),
    slice: (x, start, size, step) => slice(machine, x, start, size, step),
    pad: (x, lo, hi, interior, value) => pad(machine, programs, x, lo, hi, interior, value),
    concat: (xs, axis) => concat(machine, programs, xs, axis),
    windows: (x, axis, size, stride, dilation) => windows(machine, x, axis, size, stride, dilation),
    foldWindows: (x, axis, length, stride, dilation) =>
      foldWindows(machine, programs, x, axis, length, stride, dilation),

    gather: (x, indices, axis) => gather(machine, programs, x, indices, axis),
    scatter: (op, base, indices, updates, axis) => scatter(machine, programs, op, base, indices, updates, axis),

    compile: (graph) =>
      graph.nodes.some(({ kind }) => kind === "routine") ? undefined : compileGraph(graph, host, options.compile),

    close: () => machine.pool.close(),
    [Symbol.dispose]: () => machine.pool.close(),
  };
  const host = machineHost(machine, programs, backend);
  return backend;
}
