export { type Case, isApplicable, MODES, type Mode, type Needs } from "./case.js";
export { cases } from "./cases/index.js";
export { agrees, compareBits, compareTensors } from "./compare/compare-tensors.js";
export type { Primitives, Program } from "./program.js";
export { createReferenceBackend } from "./reference/reference-backend.js";
export { type HostTensor, hostTensor, type ReferenceTensor } from "./reference/reference-tensor.js";
export { runOnReference } from "./reference/run-on-reference.js";
export { type Gap, gapOf } from "./runner/gaps.js";
export { reportTable } from "./runner/report-table.js";
export { type CaseResult, runCase } from "./runner/run-case.js";
export {
  type Certificate,
  plan,
  runSuite,
  type Selection,
  type SuiteReport,
  summaryLine,
} from "./runner/run-suite.js";
export { CaseFailure, type Tester } from "./runner/tester.js";
export { type LayerCertificate, layerCases } from "./suites/layer-cases.js";
export { type OptimizerCertificate, optimizerCases } from "./suites/optimizer-cases.js";
