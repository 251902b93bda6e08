import { i32, type ModuleBuilder } from "../assembler/index.js";

/**
 * Every thread has memory of its own for what kernels keep while they run; its address is an imported global.
 * The packed left matrix of a product (256 × 320 doubles) is the largest thing in it.
 */
export const SCRATCH_BYTES = (256 + 4) * 320 * 8 + 64 * 1024;

/** The address of this thread's scratch memory. */
export function scratch(m: ModuleBuilder) {
  return i32.const(m.importGlobal("env", "scratch"));
}
