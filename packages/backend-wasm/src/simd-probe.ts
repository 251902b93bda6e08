import { TenonError } from "@tenon/core";
import { i32x4, ModuleBuilder } from "./assembler/index.js";

/** Throws where WebAssembly is missing or has no 128-bit SIMD. */
export function requireSimd(): void {
  const m = new ModuleBuilder();
  m.function([], "v128", () => i32x4.const(0));
  if (typeof WebAssembly === "object" && WebAssembly.validate(m.encode())) return;
  throw new TenonError(
    "unsupported",
    "createWasmBackend: this runtime's WebAssembly has no SIMD",
    "createJsBackend() from @tenon/backend-js",
  );
}
