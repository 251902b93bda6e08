export { type ArgReduceSpec, emitArgReduce } from "./arg-reduce.js";
export {
  ELEMENTS_PER_TASK,
  type ElementwiseSpec,
  elementwiseTasks,
  emitElementwise,
  type LoopOutput,
} from "./elementwise.js";
export { emitFoldWindows, type FoldWindowsSpec, foldWindowsSizes, foldWindowsTasks } from "./fold-windows.js";
export { emitGather, emitScatter, gatherTasks, type IndexedShape, scatterTasks } from "./indexed.js";
export { emitLines, type LineOperand, lineTasks } from "./lines.js";
export { emitMatmul } from "./matmul.js";
export { type MatmulSpec, type MatrixStrides, matmulSizes, matmulTasks } from "./matmul-spec.js";
export { emitRandom, type RandomSpec, randomTasks } from "./random.js";
export { emitReduce } from "./reduce.js";
export { emitSplitReduce, partialBytes, type SplitReduce } from "./reduce-rows.js";
export { alongRows, type ReduceSpec, reduceSpec, reduceTasks, runsPerOutput } from "./reduce-spec.js";
export { emitScan, type ScanSpec } from "./scan.js";
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
