// A thread of the pool: installs modules that the main thread sends and otherwise stays inside WebAssembly.
// It is fetched by its own address, so it imports nothing.

const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
/** @type {any} A MessagePort in Node, the worker's own scope in browsers. */
const port = node?.parentPort ?? globalThis;

/** @type {{ imports: WebAssembly.Imports, table: WebAssembly.Table, words: Int32Array, serve: () => void, state: any }} */
let thread;

/** @param {any} message */
function receive(message) {
  if (message.start) start(message.start);
  for (const { module, slots, length } of message.modules ?? []) {
    if (length > thread.table.length) thread.table.grow(length - thread.table.length);
    const { exports } = new WebAssembly.Instance(module, thread.imports);
    for (const [name, slot] of slots) thread.table.set(slot, exports[name]);
  }
  if (message.version !== undefined) Atomics.store(thread.words, thread.state.loaded, message.version);
  thread.serve();
}

/** @param {any} state */
function start(state) {
  const table = new WebAssembly.Table({ initial: 1, element: "anyfunc" });
  const imports = {
    env: { memory: state.memory, table, scratch: state.scratch, maySleep: 1 },
    math: /** @type {any} */ (Math), // functions by name
  };
  const runtime = /** @type {any} */ (new WebAssembly.Instance(state.runtime, imports).exports); // its own functions
  const words = new Int32Array(state.memory.buffer, 0, 4096);
  const serve = () => {
    try {
      runtime.serve(state.worker, state.threads);
    } catch (error) {
      Atomics.store(words, state.trapped, 1);
      Atomics.sub(words, state.active, 1);
      port.postMessage({ trapped: String(error) });
    }
  };
  thread = { imports, table, words, serve, state };
  port.postMessage({ ready: state.worker });
}

if (node) port.on("message", receive);
else port.onmessage = (/** @type {any} */ event) => receive(event.data);
