export { createJsBackend, type JsBackend, type JsBackendOptions } from "./create-js-backend.js";
export type { JsHandle } from "./js-handle.js";
