export type { CompileOptions } from "./compile/options.js";
export { createWasmBackend, type WasmBackend, type WasmBackendOptions } from "./create-wasm-backend.js";
export type { WasmHandle } from "./wasm-handle.js";
