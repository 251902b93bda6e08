import type { ModuleBuilder } from "../assembler/index.js";
import type { Kernel as EmittedKernel } from "../kernels/spec.js";
import type { Kernel } from "./fuse.js";
import { loopCall } from "./loop-call.js";
import type { Place } from "./loop-program.js";
import { matmulCall } from "./matmul-call.js";
import { reduceCall } from "./reduce-call.js";
import { wholeCall } from "./whole-calls.js";

/** One use of a compiled kernel: which one, and on what. Equal keys mean equal code. */
export interface KernelCall {
  readonly key: string;
  emit(m: ModuleBuilder): EmittedKernel;
  /** Outputs, then inputs. */
  readonly places: readonly Place[];
  /** What the kernel's spec leaves to each call. */
  readonly sizes: readonly number[];
  readonly tasks: number;
}

/** The kernel that does the work of a group; `undefined` for ops that are left to the eager backend. */
export function callOf(kernel: Kernel): KernelCall | undefined {
  const { whole } = kernel;
  if (whole === undefined) return loopCall(kernel);
  switch (whole.node.op) {
    case "reduce":
      return reduceCall(kernel);
    case "matmul":
      return matmulCall(whole);
    default:
      return wholeCall(whole);
  }
}
