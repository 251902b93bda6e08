import type { Backend, Capabilities, DType, HostData, Operand } from "@tenon/core";
import { createCast } from "./cast.js";
import { createCopies } from "./copies.js";
import { createElementwise } from "./elementwise.js";
import { createFoldWindows } from "./fold-windows.js";
import { createFused } from "./fused/create-fused.js";
import { createGatherScatter } from "./gather-scatter.js";
import { createIota } from "./iota.js";
import type { JsHandle } from "./js-handle.js";
import { createMatmul } from "./matmul.js";
import { Memory } from "./memory.js";
import { isHalf } from "./number-array.js";
import { createRandom } from "./random.js";
import { createReduce } from "./reduce.js";
import { createScans } from "./scans.js";
import { createViews } from "./views.js";
import { widened } from "./widened.js";

/** Settings of the js backend. */
export interface JsBackendOptions {
  /** How many bytes of freed buffers are kept for reuse; 256 MiB unless told, 0 keeps none. */
  readonly poolBytes?: number;
  /**
   * Whether 3 × 3 convolutions may multiply less by Winograd's minimal filtering (Lavin & Gray 2016), which rounds in another
   * order than their definition; true unless told.
   */
  readonly winograd?: boolean;
}

/** The backend in plain JavaScript. */
export interface JsBackend extends Backend<JsHandle> {
  readSync(x: JsHandle): HostData;
}

const CAPABILITIES: Capabilities = {
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
  maxRank: 16,
  numerics: "strict",
  memory: "collected",
};

/**
 * A backend that runs wherever JavaScript runs: every op, every dtype, results at once, and memory that the garbage
 * collector frees. 16-bit floats compute in float32.
 *
 * @example
 * import { setBackend, tensor } from "@tenon/core";
 * import { createJsBackend } from "@tenon/backend-js";
 *
 * setBackend(createJsBackend());
 * tensor([1, 2, 3]).mul(2).dataSync(); // Float32Array [2, 4, 6]
 */
export function createJsBackend(options: JsBackendOptions = {}): JsBackend {
  const memory = new Memory(options.poolBytes ?? 256 * 1024 * 1024);
  const copies = createCopies(memory);
  const views = createViews(memory);
  const elementwise = createElementwise(memory);
  const reduce = createReduce(memory, copies);
  const scans = createScans(memory);
  const matmul = createMatmul(memory);
  const { gather, scatter } = createGatherScatter(memory, copies);
  const foldWindows = createFoldWindows(copies);

  const backend: JsBackend = {
    name: "js",
    caps: CAPABILITIES,

    upload: copies.upload,
    read: (xs) => new Promise((resolve) => resolve(xs.map(copies.download))),
    readSync: copies.download,
    dispose: (x) => memory.dispose(x),
    sync: () => Promise.resolve(),
    memory: () => memory.use(),

    full: copies.full,
    iota: createIota(memory),
    cast: createCast(memory, copies),
    randomUniform: createRandom(memory),

    unary: (op, x) => (isHalf(x.dtype) ? wide.unary(op, x) : elementwise.unary(op, x)),
    binary: (op, a, b) => (isHalf(dtypeOf(a, b)) ? wide.binary(op, a, b) : elementwise.binary(op, a, b)),
    compare: (op, a, b) => (isHalf(dtypeOf(a, b)) ? wide.compare(op, a, b) : elementwise.compare(op, a, b)),
    where: elementwise.where,

    reduce: (op, x, axes) => (isHalf(x.dtype) ? wide.reduce(op, x, axes) : reduce(op, x, axes)),
    argReduce: (op, x, axis) => (isHalf(x.dtype) ? wide.argReduce(op, x, axis) : scans.argReduce(op, x, axis)),
    argsort: (x, axis, descending) =>
      isHalf(x.dtype) ? wide.argsort(x, axis, descending) : scans.argsort(x, axis, descending),
    scan: (op, x, axis, how) => (isHalf(x.dtype) ? wide.scan(op, x, axis, how) : scans.scan(op, x, axis, how)),

    matmul: (a, b, transA, transB) =>
      isHalf(a.dtype) ? wide.matmul(a, b, transA, transB) : matmul(a, b, transA, transB),

    reshape: copies.reshape,
    permute: views.permute,
    broadcastTo: views.broadcastTo,
    flip: views.flip,
    slice: views.slice,
    pad: copies.pad,
    concat: copies.concat,
    windows: views.windows,
    foldWindows: (x, axis, length, stride, dilation) =>
      isHalf(x.dtype)
        ? wide.foldWindows(x, axis, length, stride, dilation)
        : foldWindows(x, axis, length, stride, dilation),

    gather,
    scatter: (op, base, indices, updates, axis) =>
      op === "add" && isHalf(base.dtype)
        ? wide.scatter(op, base, indices, updates, axis)
        : scatter(op, base, indices, updates, axis),

    fused: createFused(memory, copies, options.winograd ?? true),
  };
  const wide = widened(backend);
  return backend;
}

function dtypeOf(a: Operand<JsHandle>, b: Operand<JsHandle>): DType {
  return typeof a === "number" ? (b as JsHandle).dtype : a.dtype; // at most one operand is a number
}
