import { outputsOf, type Program } from "../program.js";
import { referenceOps } from "./reference-ops.js";
import { fromHost, type HostTensor, type ReferenceTensor } from "./reference-tensor.js";

/** What `program` must give for `inputs`, with the error that is allowed. */
export function runOnReference(program: Program, inputs: readonly HostTensor[]): readonly ReferenceTensor[] {
  return outputsOf(program(referenceOps, inputs.map(fromHost)));
}
