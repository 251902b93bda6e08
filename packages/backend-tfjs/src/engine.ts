import { BYTES, hostArray, type MemoryUse, sizeOf, TenonError } from "@tenon/core";
import {
  type DataId,
  getKernel,
  type KernelBackend,
  type KernelFunc,
  type NamedAttrMap,
  Tensor,
  engine as tfEngine,
} from "@tensorflow/tfjs-core";
import { failure, missingKernel, outOfMemory } from "./failure.js";
import type { TfjsDType, TfjsHandle, TfjsValues } from "./handle.js";

/** What a kernel takes: named tensors, or a list of them (`Concat`). */
export type KernelInputs = Readonly<Record<string, TfjsHandle>> | readonly TfjsHandle[];

/** How one tfjs backend stores host arrays, and what its kernels are good at. */
export interface EngineTraits {
  /** `readSync` hands out the array that the tensor lives in. */
  readonly readsAlias: boolean;
  /** `write` keeps the array that it is given. */
  readonly writesAlias: boolean;
  /** Kernels that broadcast float32 along any axis at full speed; others do so only along leading axes. */
  readonly broadcasting: ReadonlySet<string>;
  /** The `Slice` kernel copies its whole input first. */
  readonly slicesByCopy: boolean;
  /** The bytes that the engine's heap has grown to, where its end at 4 GB goes unnoticed and ruins the engine. */
  readonly heapSize?: () => number;
}

const HEAP_LIMIT = 2 ** 32;

/** Small requests for memory are looked at together, when they add up to so many bytes. */
const SLACK = 2 ** 24;

/**
 * One tfjs backend, called kernel by kernel without the global tfjs engine: no active backend, no tape, no scopes.
 * Every handle it returns carries one reference to its data and must be freed once.
 */
export class Engine {
  readonly name: string;
  readonly traits: EngineTraits;
  readonly #backend: KernelBackend;
  readonly #kernels = new Map<string, KernelFunc>();
  #born: TfjsHandle[] | undefined;
  /** Bytes asked for since memory was last looked for. */
  #asked = 0;
  /** How many adopted handles share each tfjs buffer. */
  readonly #users = new Map<DataId, number>();
  #tensors = 0;
  #bytes = 0;

  constructor(name: string, backend: KernelBackend, traits: EngineTraits) {
    this.name = name;
    this.traits = traits;
    this.#backend = backend;
  }

  has(kernel: string): boolean {
    return getKernel(kernel, this.name) !== undefined;
  }

  /** Runs a kernel that allocates `elements`; by default as many as it takes, a bound for all that do not expand. */
  run(kernel: string, inputs: KernelInputs, attrs: NamedAttrMap = {}, elements?: number): TfjsHandle {
    const run = this.#kernels.get(kernel) ?? this.#lookUp(kernel);
    if (this.traits.heapSize) this.#reserve(elements ?? sizeOfAll(inputs));
    let out: TfjsHandle;
    try {
      // tfjs types its inputs as mutable TensorInfo; kernels only read them, and each kernel used here has one output.
      out = run({ inputs: inputs as never, attrs, backend: this.#backend }) as TfjsHandle;
    } catch (cause) {
      throw failure(this.name, kernel, cause);
    }
    if (out instanceof Tensor) out = this.#untracked(out);
    this.#born?.push(out);
    return out;
  }

  /** Counts a handle that leaves the backend. */
  adopt(x: TfjsHandle): TfjsHandle {
    const users = this.#users.get(x.dataId);
    this.#tensors++;
    this.#users.set(x.dataId, (users ?? 0) + 1);
    if (users === undefined) this.#bytes += sizeOf(x.shape) * BYTES[x.dtype];
    return x;
  }

  /** Frees a handle that was adopted. */
  release(x: TfjsHandle): void {
    const users = this.#users.get(x.dataId);
    if (users === undefined)
      throw new TenonError("disposed", "dispose: the handle is no longer alive", "to dispose each handle once");
    this.#tensors--;
    if (users > 1) this.#users.set(x.dataId, users - 1);
    else {
      this.#users.delete(x.dataId);
      this.#bytes -= sizeOf(x.shape) * BYTES[x.dtype];
    }
    this.free(x);
  }

  memory(): MemoryUse {
    return { tensors: this.#tensors, bytes: this.#bytes };
  }

  /** Runs a composition of kernels and frees every handle born inside except the one it returns. */
  compose(body: () => TfjsHandle): TfjsHandle {
    const outer = this.#born;
    const born: TfjsHandle[] = [];
    this.#born = born;
    let result: TfjsHandle | undefined;
    try {
      result = body();
      outer?.push(result);
      return result;
    } finally {
      this.#born = outer;
      for (const x of born) if (x !== result) this.free(x);
    }
  }

  /** The elements that a composition of kernels computes; nothing of it stays in the engine. */
  evaluate(body: () => TfjsHandle): TfjsValues {
    const outer = this.#born;
    this.#born = undefined;
    try {
      const out = this.compose(body);
      const values = this.copy(out);
      this.free(out);
      return values;
    } finally {
      this.#born = outer;
    }
  }

  free(x: TfjsHandle): void {
    this.#backend.disposeData(x.dataId);
  }

  /** A new handle on the same data. */
  share(x: TfjsHandle, shape: readonly number[] = x.shape): TfjsHandle {
    this.#backend.incRef(x.dataId);
    const out = { dataId: x.dataId, shape, dtype: x.dtype };
    this.#born?.push(out);
    return out;
  }

  /** A tensor of `values`, which the engine may keep: pass an array that nobody else writes to. */
  make(values: TfjsValues, shape: readonly number[], dtype: TfjsDType): TfjsHandle {
    this.#reserve(values.length);
    let out: TfjsHandle;
    try {
      out = { dataId: this.#backend.write(values, shape as number[], dtype), shape, dtype }; // tfjs only reads the shape
    } catch (cause) {
      throw failure(this.name, "write", cause);
    }
    this.#born?.push(out);
    return out;
  }

  fill(shape: readonly number[], value: number, dtype: TfjsDType): TfjsHandle {
    if (sizeOf(shape) === 0) return this.make(hostArray(dtype, 0), shape, dtype);
    this.#reserve(sizeOf(shape));
    return this.run("Fill", {}, { shape: shape as number[], value, dtype }); // tfjs only reads the shape
  }

  /** The elements of `x`, to be read only: they may be the very memory of the tensor. */
  values(x: TfjsHandle): TfjsValues {
    return typed(this.#backend.readSync(x.dataId), x.dtype);
  }

  /** The elements of `x` in an array of the caller's own. */
  copy(x: TfjsHandle): TfjsValues {
    const values = this.values(x);
    return this.traits.readsAlias ? values.slice() : values;
  }

  async copyAsync(x: TfjsHandle): Promise<TfjsValues> {
    const values = typed(await this.#backend.read(x.dataId), x.dtype);
    return this.traits.readsAlias ? values.slice() : values;
  }

  /** Throws `out_of_memory` before a kernel would ruin an engine that does not notice the end of its heap. */
  #reserve(elements: number): void {
    const { heapSize } = this.traits;
    if (!heapSize) return;
    this.#asked += 4 * elements;
    if (this.#asked < SLACK) return;
    const bytes = this.#asked + SLACK;
    // The heap may have to grow by all that is asked for, unless it is so empty that there surely is a hole.
    const used = this.#bytes + tfEngine().state.numBytes;
    const enough = heapSize() + bytes < HEAP_LIMIT || used + bytes < HEAP_LIMIT / 2;
    this.#asked = enough ? 0 : SLACK;
    if (!enough) throw outOfMemory(this.name, `${bytes} bytes more`);
  }

  /** Takes a tensor out of the global tfjs engine, where a few kernels enter their result. */
  #untracked(tensor: Tensor): TfjsHandle {
    const { dataId, shape, dtype } = tensor;
    this.#backend.incRef(dataId);
    tensor.dispose();
    tfEngine().removeDataId(dataId, this.#backend);
    return { dataId, shape, dtype: dtype as TfjsDType }; // kernels keep to the dtypes of their inputs
  }

  #lookUp(kernel: string): KernelFunc {
    const found = getKernel(kernel, this.name);
    if (!found) throw missingKernel(this.name, kernel);
    this.#kernels.set(kernel, found.kernelFunc);
    return found.kernelFunc;
  }
}

function sizeOfAll(inputs: KernelInputs): number {
  let size = 0;
  for (const x of Object.values<TfjsHandle>(inputs as never)) size += sizeOf(x.shape); // a list has values too
  return size;
}

/** Some kernels leave elements in an array of another type than the tensor's. */
function typed(raw: unknown, dtype: TfjsDType): TfjsValues {
  const values = raw as TfjsValues; // tensors of numbers hold typed arrays; only strings do not
  if (dtype === "float32") return values instanceof Float32Array ? values : Float32Array.from(values);
  if (dtype === "int32") return values instanceof Int32Array ? values : Int32Array.from(values);
  return values instanceof Uint8Array ? values : Uint8Array.from(values);
}
