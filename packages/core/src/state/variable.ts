import { isNoting, isReplaying, noteRead } from "../autograd/checkpoint-frame.js";
import type { GradientHook } from "../autograd/grad-node.js";
import { addHook, type HookHandle } from "../autograd/hooks.js";
import { LeafNode } from "../autograd/leaf-node.js";
import { checkFloat } from "../checks.js";
import { guard } from "../compile/guard.js";
import { checkLike } from "../engine/check-like.js";
import { isRecording } from "../engine/context.js";
import { disposedError, type Storage } from "../engine/storage.js";
import type { Backend } from "../seam/backend.js";
import type { DType } from "../seam/dtype.js";
import { sizeOf } from "../shape.js";
import { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { Cell } from "./cell.js";
import { divertWrite, overrideOf } from "./overrides.js";

/** Options of a `Variable`. */
export interface VariableOptions {
  /** Shown in messages and summaries. */
  readonly name?: string;
}

/**
 * A mutable cell that holds an immutable tensor: running statistics, optimizer moments, a KV cache.
 * Ops take a Variable wherever they take a tensor, and read what it holds at that moment.
 *
 * Shape and dtype are fixed. Inside `compile` a Variable that is read becomes an input of the step, one that is assigned an
 * output.
 *
 * @example
 * const count = new Variable(tensor(0));
 * count.assign(count.value.add(1));
 */
export class Variable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** @internal */
  readonly cell = new Cell();
  #isDisposed = false;
  #lent: Tensor | undefined;

  constructor(value: TensorLike, { name = "" }: VariableOptions = {}) {
    const t = asTensor(value, "Variable");
    this.name = name;
    this.shape = t.shape;
    this.dtype = t.dtype;
    this.cell.write(t.storage.retain());
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  get backend(): Backend {
    return (overrideOf(this)?.storage ?? this.#storage()).backend;
  }

  /** What it holds now, as a new tensor that the caller disposes (or its scope does). */
  get value(): Tensor {
    const instead = overrideOf(this);
    if (instead !== undefined) return instead.alias();
    const storage = this.#storage();
    return new Tensor(storage.retain(), this.leaf(storage));
  }

  /**
   * Holds `value` from now on; shares its storage, copies nothing.
   * @throws TenonError `shape_mismatch` or `dtype_mismatch` when it differs from what the variable was made with.
   */
  assign(value: TensorLike): void {
    const t = asTensor(value, "assign");
    this.checkLike("assign", t);
    if (!isReplaying() && !divertWrite(this, t)) this.cell.write(t.storage.retain());
  }

  /** Lets go of what it holds; using it afterwards throws. */
  dispose(): void {
    this.#isDisposed = true;
    this.cell.replace(undefined);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** @internal The tensor that ops read: lent, so that the variable stays the only owner of its storage. */
  current(): Tensor {
    const instead = overrideOf(this);
    if (instead !== undefined) return instead;
    const storage = this.#storage();
    const leaf = this.leaf(storage);
    if (this.#lent?.storage !== storage || this.#lent.node !== leaf) this.#lent = Tensor.lend(storage, leaf);
    return this.#lent;
  }

  /** @internal The graph behind what it holds. */
  protected leaf(_: Storage): LeafNode | undefined {
    return undefined;
  }

  /** @internal Throws unless `t` has the shape and dtype of what it holds. */
  checkLike(op: string, t: Tensor): void {
    checkLike(op, this.name || "this variable", t, this);
  }

  #storage(): Storage {
    const storage = this.cell.read();
    if (storage === undefined || this.#isDisposed) throw disposedError(this.name || "this variable");
    return storage;
  }
}

/** Options of a `Parameter`. */
export interface ParameterOptions extends VariableOptions {
  /** False freezes it: ops on it record nothing. Default true. */
  readonly requiresGrad?: boolean;
}

/**
 * A trainable Variable: `backward()` adds to its `grad`, optimizers replace its value.
 *
 * @throws TenonError `dtype_mismatch` unless the value is a float tensor.
 * @example
 * const w = new Parameter(zeros([1]));
 * w.value.sub(3).square().sum().backward();
 * w.grad; // [-6]
 */
export class Parameter extends Variable {
  readonly #leaf = new LeafNode();
  #requiresGrad: boolean;

  constructor(value: TensorLike, { requiresGrad = true, ...options }: ParameterOptions = {}) {
    super(value, options);
    checkFloat("Parameter", this.dtype);
    this.#requiresGrad = requiresGrad;
    this.#leaf.retain(); // tensors over it come and go
  }

  get requiresGrad(): boolean {
    return guard(() => this.#requiresGrad);
  }

  set requiresGrad(on: boolean) {
    this.#requiresGrad = on;
  }

  /** The gradient collected since it was last cleared, as a new tensor; undefined when there is none. */
  get grad(): Tensor | undefined {
    return this.#leaf.gradientTensor();
  }

  /**
   * Replaces the gradient; undefined clears it.
   * @throws TenonError `shape_mismatch` or `dtype_mismatch` for a gradient unlike the parameter.
   */
  set grad(gradient: Tensor | undefined) {
    if (gradient !== undefined) this.checkLike("grad", gradient);
    this.#leaf.keepGradient(gradient);
  }

  /**
   * Calls `hook` with the gradient of each backward pass before it is added to `grad`; what it returns is added in its place.
   * @example
   * const w = new Parameter(tensor([1]));
   * const { remove } = w.registerHook((g) => g.clamp({ min: -1, max: 1 }));
   * w.value.mul(5).sum().backward();
   * w.grad; // [1]
   * remove();
   */
  registerHook(hook: GradientHook): HookHandle {
    return addHook(this.#leaf, 0, hook);
  }

  override dispose(): void {
    super.dispose();
    this.#leaf.keepGradient(undefined);
  }

  protected override leaf(storage: Storage): LeafNode | undefined {
    if (!this.requiresGrad) return undefined;
    if (isRecording()) return this.#leaf;
    if (isNoting()) noteRead(Tensor.lend(storage, this.#leaf));
    return undefined;
  }
}
