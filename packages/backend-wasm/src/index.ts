export { createWasmBackend, type WasmBackend } from "./create-wasm-backend.js";
export type { WasmOptions } from "./machine.js";
export type { WasmHandle } from "./wasm-handle.js";
