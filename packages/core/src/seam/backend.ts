import type { DType, HostData } from "./dtype.js";
import type { Fused } from "./fused.js";
import type { Executable, Graph } from "./graph.js";
import type {
  ArgReduceOp,
  BinaryOp,
  CompareOp,
  ReduceOp,
  ScanOp,
  ScanOptions,
  ScatterOp,
  UnaryOp,
} from "./op-names.js";
import type { RoutineCall } from "./routine.js";

/** A tensor as its backend holds it: shape and dtype in the open, the rest is the backend's own business. */
export interface Handle {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** A handle or a JS number. A number adopts the dtype of the tensor it meets; float32 rounds it first. */
export type Operand<T> = T | number;

/** What a backend can hold and promise. */
export interface Capabilities {
  /** "compute": every op. "storage": upload, cast, movement, gather, concat and read only. Absent: not at all. */
  readonly dtypes: Readonly<Partial<Record<DType, "compute" | "storage">>>;
  /** True when `readSync` works and errors in data (an index out of range) throw at once. */
  readonly sync: boolean;
  /** The highest rank a handle may have. */
  readonly maxRank: number;
  /** "strict": each float32 intermediate is rounded, NaN and infinities are exact. "fast": per-op tolerances. */
  readonly numerics: "strict" | "fast";
  /** "collected": a handle that is dropped costs nothing. "manual": its memory stays taken until `dispose`. */
  readonly memory: "collected" | "manual";
}

/** Live handles that were not disposed, and the bytes that their elements occupy (shared bytes count once). */
export interface MemoryUse {
  readonly tensors: number;
  readonly bytes: number;
}

/**
 * What an engine must do to carry Tenon. Core calls it with validated arguments: shapes fit, dtypes are equal where
 * they must be and claimed in `caps`, axes are normalised to 0 … rank − 1 and lists of axes ascend without repeats.
 *
 * Every returned handle is new and is disposed exactly once; a method never changes or consumes its inputs, and keeps no
 * reference to host data. Methods named as movement may return views that share memory with their input.
 * Semantics of each op: `op-names.ts`; the conformance suite checks them.
 */
export interface Backend<T extends Handle = Handle> {
  readonly name: string;
  readonly caps: Capabilities;
  /** The backend that this one decorates (profiling, checking, tracing); absent on an engine. */
  readonly decorates?: Backend<T>;

  /** Copies row-major host data in. `data` has the array type of `HostArrays[dtype]`. */
  upload(data: HostData, shape: readonly number[], dtype: DType): T;
  /** Copies out, row-major, into fresh arrays that the caller owns. Rejects with errors that ops left behind. */
  read(xs: readonly T[]): Promise<HostData[]>;
  readSync?(x: T): HostData;
  dispose(x: T): void;
  /** Resolves when all work handed in so far is done. */
  sync(): Promise<void>;
  memory(): MemoryUse;

  /** Every element `value`, converted as `cast` converts a float64. */
  full(shape: readonly number[], value: number, dtype: DType): T;
  /** The index along `axis`, as a number of `dtype`. */
  iota(shape: readonly number[], axis: number, dtype: DType): T;
  /** Float to int truncates and saturates, NaN → 0; int to narrower int wraps; to bool: ≠ 0, NaN is true. */
  cast(x: T, dtype: DType): T;
  /**
   * Threefry-2x32-20 (Salmon et al. 2011) with key `[k0, k1]` and counter `(i >> 1, offset)` for element i in row-major
   * order; element i takes word `i & 1` of its block. int32: the word. float32: `(word >>> 8) · 2⁻²⁴`.
   */
  randomUniform(shape: readonly number[], dtype: "int32" | "float32", key: T, offset: Operand<T>): T;

  /** Elementwise; the result has the dtype of `x`. Which dtypes an op takes: `op-names.ts`. */
  unary(op: UnaryOp, x: T): T;
  /** Elementwise with NumPy broadcasting; equal dtypes; at most one operand is a number. */
  binary(op: BinaryOp, a: Operand<T>, b: Operand<T>): T;
  /** Elementwise with NumPy broadcasting; the result is bool; every comparison with NaN is false, `ne` true. */
  compare(op: CompareOp, a: Operand<T>, b: Operand<T>): T;
  /** `condition` is bool; all three broadcast; `a` and `b` have one dtype; at most one of them is a number. */
  where(condition: T, a: Operand<T>, b: Operand<T>): T;

  /** Over `axes`, which stay with size 1. Over nothing: 0, 1, lowest, highest (−∞, +∞ in floats). NaN propagates. */
  reduce(op: ReduceOp, x: T, axes: readonly number[]): T;
  /** Index of the first extreme element along `axis`, which stays with size 1; int32; the first NaN wins. */
  argReduce(op: ArgReduceOp, x: T, axis: number): T;
  /** Stable order along `axis`; int32; NaN last in both directions. */
  argsort(x: T, axis: number, descending: boolean): T;
  /** Running reduction along `axis`; exclusive starts from the op's identity. */
  scan(op: ScanOp, x: T, axis: number, options: ScanOptions): T;

  /** Rank ≥ 2; the last two axes multiply, each transposed first if flagged; leading axes broadcast. */
  matmul(a: T, b: T, transA: boolean, transB: boolean): T;

  reshape(x: T, shape: readonly number[]): T;
  /** Axis i of the result is axis `axes[i]` of `x`. */
  permute(x: T, axes: readonly number[]): T;
  broadcastTo(x: T, shape: readonly number[]): T;
  flip(x: T, axes: readonly number[]): T;
  /** `size[i]` elements along axis i from `start[i]`, each `step[i]` ≥ 1 apart; always inside `x`. */
  slice(x: T, start: readonly number[], size: readonly number[], step: readonly number[]): T;
  /** Per axis: `lo` values before, `hi` after, `interior` between neighbours; all ≥ 0. */
  pad(x: T, lo: readonly number[], hi: readonly number[], interior: readonly number[], value: number): T;
  /** At least one input; equal dtypes; shapes equal but for `axis`. */
  concat(xs: readonly T[], axis: number): T;
  /**
   * Sliding windows of one axis of length L as a new trailing axis: `[…, L, …] → […, N, …, size]` with
   * `N = floor((L − dilation·(size − 1) − 1) / stride) + 1` and element `(n, k)` taken from `n·stride + k·dilation`.
   */
  windows(x: T, axis: number, size: number, stride: number, dilation: number): T;
  /** The adjoint of `windows`: `[…, N, …, size] → […, length, …]`, adding where windows overlap. */
  foldWindows(x: T, axis: number, length: number, stride: number, dilation: number): T;

  /** np.take: the shape of `indices` (int32) replaces `axis`. Out of range: see `index_out_of_range`. */
  gather(x: T, indices: T, axis: number): T;
  /** A copy of `base` with `updates` (shaped as `gather` would return) set or added at `indices` along `axis`. */
  scatter(op: ScatterOp, base: T, indices: T, updates: T, axis: number): T;

  /** Ops that this backend does better than their composition in core. */
  readonly fused?: Partial<Fused<T>>;
  /** Dense linear algebra (`routine.ts`); `undefined` declines and core computes on the host. */
  routine?(call: RoutineCall, inputs: readonly T[]): T[] | undefined;
  /** Compiles a step; `undefined` declines and core replays the graph op by op. */
  compile?(graph: Graph<T>): Executable<T> | undefined;
}
