export {
  ELEMENTS_PER_TASK,
  type ElementwiseSpec,
  elementwiseTasks,
  emitElementwise,
  type LoopOutput,
} from "./elementwise.js";
export { emitMatmul } from "./matmul.js";
export { type MatmulSpec, type MatrixStrides, matmulSizes, matmulTasks } from "./matmul-spec.js";
export { emitReduce } from "./reduce.js";
export { emitSplitReduce, partialBytes, type SplitReduce } from "./reduce-rows.js";
export { alongRows, type ReduceSpec, reduceSpec, reduceTasks, runsPerOutput } from "./reduce-spec.js";
export { SCRATCH_BYTES } from "./scratch.js";
export {
  type IndexOperand,
  type Kernel,
  type LoopOperand,
  type MemoryOperand,
  type Size,
  type Step,
  stepDTypes,
} from "./spec.js";
