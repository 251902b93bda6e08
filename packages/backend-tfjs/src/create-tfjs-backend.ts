import { TenonError } from "@tenon/core";
import { getKernelsForBackend, type KernelBackend, engine as tfEngine } from "@tensorflow/tfjs-core";
import { Engine, type EngineTraits } from "./engine.js";
import { TfjsBackend } from "./tfjs-backend.js";

export interface TfjsBackendOptions {
  /** The name under which a TensorFlow.js backend is registered: "cpu", "wasm". */
  readonly engine: string;
}

/**
 * Runs Tenon on the kernels of a TensorFlow.js engine that the program has registered, by importing its package.
 *
 * The engine is called directly: the active tfjs backend stays as it is, several Tenon backends live side by side, no
 * `tf.tidy` frees Tenon's tensors and `tf.memory()` does not count them.
 *
 * @throws TenonError `backend_missing` when no engine of that name is registered, `backend_failed` when it does not
 * start, `unsupported` when it cannot be read synchronously.
 *
 * @example
 * import "@tensorflow/tfjs-backend-cpu";
 * import { setBackend, tensor } from "@tenon/core";
 * import { createTfjsBackend } from "@tenon/backend-tfjs";
 *
 * setBackend(await createTfjsBackend({ engine: "cpu" }));
 * console.log(String(tensor([1, 2, 3]).mul(2)));
 */
export async function createTfjsBackend(options: TfjsBackendOptions): Promise<TfjsBackend> {
  const { engine } = options;
  if (!(engine in tfEngine().registryFactory))
    throw new TenonError(
      "backend_missing",
      `createTfjsBackend: no TensorFlow.js engine "${engine}" is registered, but ${listed(tfEngine().backendNames())}`,
      `import "@tensorflow/tfjs-backend-${engine}" first, from the same copy of @tensorflow/tfjs-core`,
      { engine, registered: tfEngine().backendNames() },
    );
  const backend = await start(engine);
  return new TfjsBackend(new Engine(engine, backend, traitsOf(engine, backend)));
}

/** Engines that are being started, so that none is started twice. */
const starting = new Map<string, Promise<KernelBackend>>();

/** A registered engine, started if need be, without making it the active one. */
async function start(name: string): Promise<KernelBackend> {
  const running: KernelBackend | undefined = tfEngine().registry[name];
  if (running) return prepared(name, running);
  const pending = starting.get(name) ?? launch(name).finally(() => starting.delete(name));
  starting.set(name, pending);
  return pending;
}

async function launch(name: string): Promise<KernelBackend> {
  let made: KernelBackend;
  try {
    made = await tfEngine().findBackendFactory(name)();
  } catch (cause) {
    throw new TenonError(
      "backend_failed",
      `createTfjsBackend: the TensorFlow.js engine "${name}" did not start (${reasonOf(cause)})`,
      name === "wasm" ? "setWasmPaths(…) with the folder that holds its .wasm files" : "an engine that runs here",
      { engine: name, cause },
    );
  }
  // The program itself may have started the engine meanwhile: one instance must serve both.
  const { registry } = tfEngine();
  const shared: KernelBackend | undefined = registry[name];
  if (shared) made.dispose();
  else registry[name] = made;
  return prepared(name, shared ?? made);
}

/** tfjs sets kernels up only when an engine becomes the active one; here it may never be. */
function prepared(name: string, backend: KernelBackend): KernelBackend {
  for (const kernel of getKernelsForBackend(name)) kernel.setupFunc?.(backend);
  return backend;
}

/** tfjs also throws plain objects with a message. */
function reasonOf(cause: unknown): string {
  return typeof cause === "object" && cause !== null && "message" in cause ? String(cause.message) : String(cause);
}

function traitsOf(name: string, backend: KernelBackend): EngineTraits {
  const data = Float32Array.of(1);
  const dataId = backend.write(data, [1], "float32");
  try {
    const first = backend.readSync(dataId) as Float32Array; // what was written as float32
    data[0] = 2;
    const second = backend.readSync(dataId) as Float32Array; // the same tensor
    return {
      readsAlias: first.buffer === second.buffer,
      writesAlias: second[0] === 2,
      broadcasting: new Set(name === "wasm" ? ["Add", "Sub", "Multiply", "RealDiv"] : []),
      slicesByCopy: name === "wasm",
      ...heapOf(backend),
    };
  } catch {
    throw new TenonError(
      "unsupported",
      `createTfjsBackend: the TensorFlow.js engine "${name}" cannot be read synchronously`,
      'the engine "wasm" or "cpu"',
      { engine: name },
    );
  } finally {
    backend.disposeData(dataId);
  }
}

/**
 * tfjs's wasm engine does not notice when its heap of 4 GB is full: it returns addresses that wrap around, and kernels
 * write over other tensors. Its module is public but untyped.
 */
function heapOf(backend: KernelBackend): Pick<EngineTraits, "heapSize"> {
  const { wasm } = backend as { wasm?: { readonly HEAPU8?: Uint8Array } };
  return wasm?.HEAPU8 ? { heapSize: () => wasm.HEAPU8?.length ?? 0 } : {};
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none is" : names.map((name) => `"${name}"`).join(", ");
}
