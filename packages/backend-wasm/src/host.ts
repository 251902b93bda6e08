// The only file that knows whether it runs in Node or in a browser. It lies beside worker.js, here and in the build.

/** What the pool needs of a thread. */
export interface Thread {
  post(message: unknown): void;
  /** From now on the thread does not keep a process alive. */
  release(): void;
  terminate(): void;
}

export interface ThreadEvents {
  message(data: unknown): void;
  /** The thread threw or ended. */
  failed(reason: string): void;
}

/** How many threads can run at once. */
export function availableThreads(): number {
  return nodeModule("node:os")?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** True where memory can be shared between threads: in Node, and on pages that are cross-origin isolated. */
export function canShareMemory(): boolean {
  return typeof SharedArrayBuffer === "function" && (isNode() || globalThis.crossOriginIsolated === true);
}

/** True where this thread may sleep: not on a page's main thread. */
export function maySleep(): boolean {
  return isNode() || typeof document === "undefined";
}

/** Starts a thread. */
export function startThread(events: ThreadEvents): Thread {
  const threads = nodeModule("node:worker_threads");
  if (threads) {
    const worker = new threads.Worker(new URL("./worker.js", import.meta.url), { execArgv: [] });
    worker.on("message", (data) => events.message(data));
    worker.on("error", (error) => events.failed(String(error)));
    worker.on("exit", (code) => events.failed(`it ended with code ${code}`));
    return {
      post: (message) => worker.postMessage(message),
      release: () => worker.unref(),
      terminate: () => void worker.terminate(),
    };
  }
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.onmessage = (event) => events.message(event.data);
  worker.onerror = (event) => events.failed(event.message);
  return { post: (message) => worker.postMessage(message), release: () => {}, terminate: () => worker.terminate() };
}

function isNode(): boolean {
  return nodeModule("node:worker_threads") !== undefined;
}

interface NodeModules {
  "node:worker_threads": typeof import("node:worker_threads");
  "node:os": typeof import("node:os");
}

/** A module of Node's own, without an import that a bundler for browsers would have to resolve. */
function nodeModule<K extends keyof NodeModules>(name: K): NodeModules[K] | undefined {
  return globalThis.process?.getBuiltinModule?.(name) as NodeModules[K] | undefined; // Node keeps its names
}
