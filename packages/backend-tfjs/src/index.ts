export { createTfjsBackend, type TfjsBackendOptions } from "./create-tfjs-backend.js";
export type { TfjsHandle } from "./handle.js";
export type { TfjsBackend } from "./tfjs-backend.js";
