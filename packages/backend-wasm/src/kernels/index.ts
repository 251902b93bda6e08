export {
  ELEMENTS_PER_TASK,
  type ElementwiseSpec,
  elementwiseTasks,
  emitElementwise,
  type LoopOutput,
} from "./elementwise.js";
export {
  type IndexOperand,
  type Kernel,
  type LoopOperand,
  type MemoryOperand,
  type Size,
  type Step,
  stepDTypes,
} from "./spec.js";
