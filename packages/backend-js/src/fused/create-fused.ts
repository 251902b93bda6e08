import type { Fused } from "@tenon/core";
import type { Copies } from "../copies.js";
import type { JsHandle } from "../js-handle.js";
import type { Memory } from "../memory.js";
import { createAdam } from "./adam.js";
import { createAvgPool } from "./avg-pool.js";
import { createBatchNorm } from "./batch-norm.js";
import { createConv } from "./conv.js";
import { createCrossEntropy } from "./cross-entropy.js";
import { createGelu } from "./gelu.js";
import { createLayerNorm } from "./layer-norm.js";
import { createMaxPool } from "./max-pool.js";
import { createSoftmax } from "./softmax.js";

/** The fused ops that were measured to be faster than their composition. */
export function createFused(memory: Memory, copies: Copies, usesWinograd: boolean): Partial<Fused<JsHandle>> {
  return {
    adam: createAdam(memory, copies),
    conv: createConv(memory, copies, usesWinograd),
    ...createAvgPool(memory, copies),
    ...createBatchNorm(memory, copies),
    ...createCrossEntropy(memory, copies),
    ...createGelu(memory, copies),
    ...createLayerNorm(memory, copies),
    ...createMaxPool(memory, copies),
    ...createSoftmax(memory, copies),
  };
}
