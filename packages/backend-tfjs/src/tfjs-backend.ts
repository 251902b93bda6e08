import {
  type ArgReduceOp,
  type Backend,
  type BinaryOp,
  type Capabilities,
  type CompareOp,
  type DType,
  type HostData,
  type MemoryUse,
  type ReduceOp,
  type ScanOp,
  type ScanOptions,
  type ScatterOp,
  TenonError,
  type UnaryOp,
} from "@tenon/core";
import type { Engine } from "./engine.js";
import type { TfjsDType, TfjsHandle, TfjsOperand, TfjsValues } from "./handle.js";
import { type Cast, castBy, full, iota } from "./ops/create.js";
import { type Elementwise, elementwise } from "./ops/elementwise.js";
import { gather, scatter } from "./ops/indexing.js";
import { matmul } from "./ops/matmul.js";
import { broadcastTo, concat, flip, pad, permute, slice } from "./ops/movement.js";
import { randomUniform } from "./ops/random.js";
import { type Reduce, reduceBy } from "./ops/reduce.js";
import { argReduce, argsort, scan } from "./ops/scan.js";
import { where } from "./ops/where.js";
import { foldWindows, windows } from "./ops/windows.js";

/** Tenon over the kernels of one TensorFlow.js engine; made by `createTfjsBackend`. */
export class TfjsBackend implements Backend<TfjsHandle> {
  readonly name: string;
  readonly caps: Capabilities = {
    dtypes: { float32: "compute", int32: "compute", bool: "compute" },
    sync: true,
    maxRank: 6,
    numerics: "strict",
    memory: "manual",
  };

  readonly #engine: Engine;
  readonly #elementwise: Elementwise;
  readonly #reduce: Reduce;
  readonly #cast: Cast;

  constructor(engine: Engine) {
    this.name = `tfjs-${engine.name}`;
    this.#engine = engine;
    this.#elementwise = elementwise(engine);
    this.#reduce = reduceBy(engine);
    this.#cast = castBy(engine);
  }

  upload(data: HostData, shape: readonly number[], dtype: DType): TfjsHandle {
    const values = data as TfjsValues; // the three claimed dtypes arrive in exactly these arrays
    const own = this.#engine.traits.writesAlias ? values.slice() : values;
    return this.#engine.adopt(this.#engine.make(own, shape, claimed("upload", dtype)));
  }

  read(xs: readonly TfjsHandle[]): Promise<HostData[]> {
    return Promise.all(xs.map((x) => this.#engine.copyAsync(x)));
  }

  readSync(x: TfjsHandle): HostData {
    return this.#engine.copy(x);
  }

  dispose(x: TfjsHandle): void {
    this.#engine.release(x);
  }

  /** Kernels of synchronous engines have finished when they return. */
  sync(): Promise<void> {
    return Promise.resolve();
  }

  memory(): MemoryUse {
    return this.#engine.memory();
  }

  full(shape: readonly number[], value: number, dtype: DType): TfjsHandle {
    return this.#engine.adopt(full(this.#engine, shape, value, claimed("full", dtype)));
  }

  iota(shape: readonly number[], axis: number, dtype: DType): TfjsHandle {
    return this.#engine.adopt(iota(this.#engine, shape, axis, claimed("iota", dtype)));
  }

  cast(x: TfjsHandle, dtype: DType): TfjsHandle {
    return this.#engine.adopt(this.#cast(x, claimed("cast", dtype)));
  }

  randomUniform(
    shape: readonly number[],
    dtype: "int32" | "float32",
    key: TfjsHandle,
    offset: TfjsOperand,
  ): TfjsHandle {
    return this.#engine.adopt(randomUniform(this.#engine, shape, dtype, key, offset));
  }

  unary(op: UnaryOp, x: TfjsHandle): TfjsHandle {
    const run = this.#elementwise.unary[x.dtype][op] ?? unsupported(op, x.dtype);
    return this.#engine.adopt(run(x));
  }

  binary(op: BinaryOp, a: TfjsOperand, b: TfjsOperand): TfjsHandle {
    const dtype = dtypeOf(a, b);
    const run = this.#elementwise.binary[dtype][op] ?? unsupported(op, dtype);
    return this.#engine.adopt(run(a, b));
  }

  compare(op: CompareOp, a: TfjsOperand, b: TfjsOperand): TfjsHandle {
    const dtype = dtypeOf(a, b);
    const run = this.#elementwise.compare[dtype][op] ?? unsupported(op, dtype);
    return this.#engine.adopt(run(a, b));
  }

  where(condition: TfjsHandle, a: TfjsOperand, b: TfjsOperand): TfjsHandle {
    return this.#engine.adopt(where(this.#engine, condition, a, b));
  }

  reduce(op: ReduceOp, x: TfjsHandle, axes: readonly number[]): TfjsHandle {
    return this.#engine.adopt(this.#reduce(op, x, axes));
  }

  argReduce(op: ArgReduceOp, x: TfjsHandle, axis: number): TfjsHandle {
    return this.#engine.adopt(argReduce(this.#engine, op, x, axis));
  }

  argsort(x: TfjsHandle, axis: number, descending: boolean): TfjsHandle {
    return this.#engine.adopt(argsort(this.#engine, x, axis, descending));
  }

  scan(op: ScanOp, x: TfjsHandle, axis: number, options: ScanOptions): TfjsHandle {
    return this.#engine.adopt(scan(this.#engine, op, x, axis, options));
  }

  matmul(a: TfjsHandle, b: TfjsHandle, transA: boolean, transB: boolean): TfjsHandle {
    return this.#engine.adopt(matmul(this.#engine, a, b, transA, transB));
  }

  reshape(x: TfjsHandle, shape: readonly number[]): TfjsHandle {
    return this.#engine.adopt(this.#engine.share(x, shape));
  }

  permute(x: TfjsHandle, axes: readonly number[]): TfjsHandle {
    return this.#engine.adopt(permute(this.#engine, x, axes));
  }

  broadcastTo(x: TfjsHandle, shape: readonly number[]): TfjsHandle {
    return this.#engine.adopt(broadcastTo(this.#engine, x, shape));
  }

  flip(x: TfjsHandle, axes: readonly number[]): TfjsHandle {
    return this.#engine.adopt(flip(this.#engine, x, axes));
  }

  slice(x: TfjsHandle, start: readonly number[], size: readonly number[], step: readonly number[]): TfjsHandle {
    return this.#engine.adopt(slice(this.#engine, x, start, size, step));
  }

  pad(
    x: TfjsHandle,
    lo: readonly number[],
    hi: readonly number[],
    interior: readonly number[],
    value: number,
  ): TfjsHandle {
    return this.#engine.adopt(pad(this.#engine, x, lo, hi, interior, value));
  }

  concat(xs: readonly TfjsHandle[], axis: number): TfjsHandle {
    return this.#engine.adopt(concat(this.#engine, xs, axis));
  }

  windows(x: TfjsHandle, axis: number, size: number, stride: number, dilation: number): TfjsHandle {
    return this.#engine.adopt(windows(this.#engine, x, axis, size, stride, dilation));
  }

  foldWindows(x: TfjsHandle, axis: number, length: number, stride: number, dilation: number): TfjsHandle {
    return this.#engine.adopt(foldWindows(this.#engine, x, axis, length, stride, dilation));
  }

  gather(x: TfjsHandle, indices: TfjsHandle, axis: number): TfjsHandle {
    return this.#engine.adopt(gather(this.#engine, x, indices, axis));
  }

  scatter(op: ScatterOp, base: TfjsHandle, indices: TfjsHandle, updates: TfjsHandle, axis: number): TfjsHandle {
    return this.#engine.adopt(scatter(this.#engine, op, base, indices, updates, axis));
  }
}

function dtypeOf(a: TfjsOperand, b: TfjsOperand): TfjsDType {
  return typeof a === "number" ? (b as TfjsHandle).dtype : a.dtype; // at most one of them is a number
}

function claimed(op: string, dtype: DType): TfjsDType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new TenonError(
    "unsupported",
    `${op}: TensorFlow.js engines hold float32, int32 and bool, given ${dtype}`,
    "a cast before the tensor reaches this backend",
    { dtype },
  );
}

function unsupported(op: string, dtype: DType): never {
  throw new TenonError("dtype_mismatch", `${op}: not defined on ${dtype}`, "a cast to a dtype that the op takes", {
    op,
    dtype,
  });
}
