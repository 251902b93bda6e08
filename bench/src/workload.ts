import type { Backend } from "@tenon/core";

/** Something to measure again and again. */
export interface Workload {
  readonly name: string;
  readonly unit: string;
  /** Units of work in one run. */
  readonly work: number;
  /** Also measures everything up to the end of the first run: allocation, trace, compilation. */
  readonly hasFirstStep?: boolean;
  /** Makes the tensors and returns a run, which ends when its results are computed. */
  prepare(backend: Backend): () => Promise<void>;
}
