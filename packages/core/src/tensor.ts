import { type BackwardOptions, backward } from "./autograd/backward-face.js";
import type { GradientHook, GradNode } from "./autograd/grad-node.js";
import { addHook, type HookHandle, retainGradient } from "./autograd/hooks.js";
import { LeafNode } from "./autograd/leaf-node.js";
import { badDType } from "./checks.js";
import { batching } from "./engine/batching.js";
import { disposedError, type Storage } from "./engine/storage.js";
import { releaseWhenCollected } from "./memory/finalize.js";
import { noteBirth } from "./memory/scope.js";
import * as activations from "./ops/activations.js";
import { flatten, squeeze, unsqueeze } from "./ops/axes.js";
import * as binary from "./ops/binary.js";
import { cast } from "./ops/cast.js";
import { type ClampOptions, clamp } from "./ops/clamp.js";
import * as compare from "./ops/compare.js";
import { at, type Index, withAt } from "./ops/indexing.js";
import { type MatmulOptions, matmul } from "./ops/matmul.js";
import * as movement from "./ops/movement.js";
import { data, dataSync, type Nested, nest, only } from "./ops/read.js";
import * as reduce from "./ops/reduce.js";
import { cumsum, type ScanDirection } from "./ops/scan.js";
import { logSoftmax, type SoftmaxOptions, softmax } from "./ops/softmax.js";
import { gather, take } from "./ops/take.js";
import { moveTo } from "./ops/to.js";
import * as unary from "./ops/unary.js";
import { printTensor } from "./print.js";
import type { Backend } from "./seam/backend.js";
import { type DType, type HostData, isFloat } from "./seam/dtype.js";
import { sizeOf } from "./shape.js";
import type { Operand, TensorLike } from "./tensor-like.js";

/**
 * An immutable n-d array on a backend, with its place in the autograd graph.
 *
 * Made by functions such as `tensor`, `zeros` and `uniform`; every op returns a new one. Each method below means the
 * function of the same name.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * x.matmul(x).add(1).relu().sum();
 */
export class Tensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** @internal The op that made it, when gradients are recorded, and which of its outputs it is. */
  readonly node: GradNode | undefined;
  readonly slot: number;
  #storage: Storage | undefined;
  #isLent = false;

  /** @internal Takes over one ownership of `storage`. */
  constructor(storage: Storage, node?: GradNode, slot = 0, isLent = false) {
    const { handle } = storage;
    this.#storage = storage;
    this.shape = handle.shape;
    this.dtype = handle.dtype;
    this.node = node;
    this.slot = slot;
    node?.retain();
    if (isLent) this.#isLent = true;
    else {
      noteBirth(this);
      releaseWhenCollected(this, [{ storage }]);
    }
  }

  /** @internal A tensor over a storage that somebody else owns and keeps alive; disposing it does nothing. */
  static lend(storage: Storage, node?: GradNode): Tensor {
    return new Tensor(storage, node, 0, true);
  }

  /** @internal */
  get storage(): Storage {
    if (this.#storage === undefined) throw disposedError("this tensor");
    return this.#storage;
  }

  get backend(): Backend {
    return this.storage.backend;
  }

  /** Number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  get isDisposed(): boolean {
    return this.#storage === undefined;
  }

  /** True when ops on it are recorded for gradients. */
  get requiresGrad(): boolean {
    return this.node !== undefined;
  }

  /** The gradient that `backward` collected in a tensor made with `requiresGrad`, or after `retainGrad`, as a new tensor. */
  get grad(): Tensor | undefined {
    const leaf = this.node instanceof LeafNode ? this.node : this.node?.retained?.[this.slot];
    return leaf?.gradientTensor();
  }

  /**
   * Lets `backward` keep the gradient of a tensor in the middle of a graph in its `.grad`. Returns this tensor.
   * @throws TenonError `no_gradient` for a tensor without a graph.
   */
  retainGrad(): this {
    retainGradient(this.node, this.slot);
    return this;
  }

  /**
   * Calls `hook` with the gradient of this tensor whenever a backward pass has it complete; what it returns goes on in its
   * place. The gradient is freed after the pass: `keep(g.detach())` holds on to it.
   *
   * @throws TenonError `no_gradient` for a tensor without a graph.
   * @example
   * const x = tensor([1, 2], { requiresGrad: true });
   * const y = x.mul(3);
   * y.registerHook((g) => g.mul(10));
   * y.sum().backward();
   * x.grad; // [30, 30]
   */
  registerHook(hook: GradientHook): HookHandle {
    return addHook(this.node, this.slot, hook);
  }

  /** Frees the tensor now; what autograd saved of it stays until the backward pass. Twice is harmless. */
  dispose(): void {
    if (this.#storage === undefined || this.#isLent) return;
    releaseWhenCollected.cancel(this);
    this.#storage.release();
    this.#storage = undefined;
    this.node?.drop();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Another tensor over the same storage and graph, disposed on its own. */
  alias(): Tensor {
    return new Tensor(this.storage.retain(), this.node, this.slot);
  }

  /** The same values outside the graph: gradients stop here. */
  detach(): Tensor {
    return new Tensor(batching()?.detach(this.storage) ?? this.storage.retain());
  }

  /** @internal The same values as a leaf that collects `.grad`. Consumes this tensor. */
  asLeaf(): Tensor {
    if (!isFloat(this.dtype)) {
      this.dispose();
      throw badDType("requiresGrad", { x: this.dtype }, "floats");
    }
    const leaf = new Tensor(this.storage.retain(), new LeafNode());
    this.dispose();
    return leaf;
  }

  /** Adds gradients of this tensor to `.grad` of all it depends on. */
  backward(options: BackwardOptions = {}): void {
    backward(this, options);
  }

  /** The elements, row-major; 16-bit floats as Float32Array, bool as 0 and 1. */
  data(): Promise<HostData> {
    return data(this);
  }
  /** As `data`, on a backend that reads at once. */
  dataSync(): HostData {
    return dataSync(this);
  }
  /** The only element, as a number. */
  async item(): Promise<number> {
    return only(this, await data(this));
  }
  /** As `item`, on a backend that reads at once. */
  itemSync(): number {
    return only(this, dataSync(this));
  }
  /** The elements in nested arrays; bools as booleans. */
  async toArray(): Promise<Nested> {
    return nest(this, await data(this));
  }
  /** As `toArray`, on a backend that reads at once. */
  toArraySync(): Nested {
    return nest(this, dataSync(this));
  }

  /** Values, shape and dtype; on a backend that answers later, shape and dtype. */
  toString(): string {
    if (this.#storage === undefined) return `tensor(disposed, [${this.shape.join(", ")}], ${this.dtype})`;
    const readable = this.#storage.backend.readSync !== undefined;
    return printTensor(this.shape, this.dtype, readable ? dataSync(this) : undefined);
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  get [Symbol.for("tenon.tensor")](): true {
    return true;
  }

  /** NumPy-like indexing: see `at`. */
  at(...index: Index[]): Tensor {
    return at(this, index);
  }
  /** A copy with the indexed elements replaced: see `withAt`. */
  with(index: readonly Index[], value: Operand): Tensor {
    return withAt(this, index, value);
  }
  /** On another backend, or in another dtype. */
  to(target: Backend | DType): Tensor {
    return typeof target === "string" ? cast(this, target) : moveTo(this, target);
  }
  cast(dtype: DType): Tensor {
    return cast(this, dtype);
  }

  add(other: Operand): Tensor {
    return binary.add(this, other);
  }
  sub(other: Operand): Tensor {
    return binary.sub(this, other);
  }
  mul(other: Operand): Tensor {
    return binary.mul(this, other);
  }
  div(other: Operand): Tensor {
    return binary.div(this, other);
  }
  mod(other: Operand): Tensor {
    return binary.mod(this, other);
  }
  pow(other: Operand): Tensor {
    return binary.pow(this, other);
  }
  maximum(other: Operand): Tensor {
    return binary.maximum(this, other);
  }
  minimum(other: Operand): Tensor {
    return binary.minimum(this, other);
  }
  logicalAnd(other: Operand): Tensor {
    return binary.logicalAnd(this, other);
  }
  logicalOr(other: Operand): Tensor {
    return binary.logicalOr(this, other);
  }
  logicalXor(other: Operand): Tensor {
    return binary.logicalXor(this, other);
  }
  equal(other: Operand): Tensor {
    return compare.equal(this, other);
  }
  notEqual(other: Operand): Tensor {
    return compare.notEqual(this, other);
  }
  less(other: Operand): Tensor {
    return compare.less(this, other);
  }
  lessEqual(other: Operand): Tensor {
    return compare.lessEqual(this, other);
  }
  greater(other: Operand): Tensor {
    return compare.greater(this, other);
  }
  greaterEqual(other: Operand): Tensor {
    return compare.greaterEqual(this, other);
  }
  neg(): Tensor {
    return unary.neg(this);
  }
  abs(): Tensor {
    return unary.abs(this);
  }
  sign(): Tensor {
    return unary.sign(this);
  }
  floor(): Tensor {
    return unary.floor(this);
  }
  ceil(): Tensor {
    return unary.ceil(this);
  }
  round(): Tensor {
    return unary.round(this);
  }
  exp(): Tensor {
    return unary.exp(this);
  }
  expm1(): Tensor {
    return unary.expm1(this);
  }
  log(): Tensor {
    return unary.log(this);
  }
  log1p(): Tensor {
    return unary.log1p(this);
  }
  sqrt(): Tensor {
    return unary.sqrt(this);
  }
  rsqrt(): Tensor {
    return unary.rsqrt(this);
  }
  sin(): Tensor {
    return unary.sin(this);
  }
  cos(): Tensor {
    return unary.cos(this);
  }
  tan(): Tensor {
    return unary.tan(this);
  }
  tanh(): Tensor {
    return unary.tanh(this);
  }
  erf(): Tensor {
    return unary.erf(this);
  }
  sigmoid(): Tensor {
    return unary.sigmoid(this);
  }
  relu(): Tensor {
    return unary.relu(this);
  }
  logicalNot(): Tensor {
    return unary.logicalNot(this);
  }
  square(): Tensor {
    return activations.square(this);
  }
  silu(): Tensor {
    return activations.silu(this);
  }
  sum(options?: reduce.ReduceOptions): Tensor {
    return reduce.sum(this, options);
  }
  prod(options?: reduce.ReduceOptions): Tensor {
    return reduce.prod(this, options);
  }
  max(options?: reduce.ReduceOptions): Tensor {
    return reduce.max(this, options);
  }
  min(options?: reduce.ReduceOptions): Tensor {
    return reduce.min(this, options);
  }
  mean(options?: reduce.ReduceOptions): Tensor {
    return reduce.mean(this, options);
  }
  any(options?: reduce.ReduceOptions): Tensor {
    return reduce.any(this, options);
  }
  all(options?: reduce.ReduceOptions): Tensor {
    return reduce.all(this, options);
  }
  logSumExp(options?: reduce.ReduceOptions): Tensor {
    return reduce.logSumExp(this, options);
  }
  variance(options?: reduce.VarianceOptions): Tensor {
    return reduce.variance(this, options);
  }
  std(options?: reduce.VarianceOptions): Tensor {
    return reduce.std(this, options);
  }
  argMax(options?: reduce.ArgOptions): Tensor {
    return reduce.argMax(this, options);
  }
  argMin(options?: reduce.ArgOptions): Tensor {
    return reduce.argMin(this, options);
  }
  cumsum(options?: ScanDirection): Tensor {
    return cumsum(this, options);
  }
  clamp(options: ClampOptions): Tensor {
    return clamp(this, options);
  }
  matmul(other: TensorLike, options?: MatmulOptions): Tensor {
    return matmul(this, other, options);
  }
  reshape(shape: readonly number[]): Tensor {
    return movement.reshape(this, shape);
  }
  flatten(start?: number, end?: number): Tensor {
    return flatten(this, start, end);
  }
  transpose(a?: number, b?: number): Tensor {
    return movement.transpose(this, a, b);
  }
  permute(axes: readonly number[]): Tensor {
    return movement.permute(this, axes);
  }
  broadcastTo(shape: readonly number[]): Tensor {
    return movement.broadcastTo(this, shape);
  }
  flip(axes?: number | readonly number[]): Tensor {
    return movement.flip(this, axes);
  }
  squeeze(axes?: number | readonly number[]): Tensor {
    return squeeze(this, axes);
  }
  unsqueeze(axis: number): Tensor {
    return unsqueeze(this, axis);
  }
  gather(axis: number, index: TensorLike): Tensor {
    return gather(this, axis, index);
  }
  take(indices: TensorLike, options?: { readonly axis?: number }): Tensor {
    return take(this, indices, options);
  }
  softmax(options?: SoftmaxOptions): Tensor {
    return softmax(this, options);
  }
  logSoftmax(options?: SoftmaxOptions): Tensor {
    return logSoftmax(this, options);
  }
}
