/** One run of a workload, which ends when its results are computed. */
export type Run = () => void | Promise<void>;

/** Something to measure again and again, in any library. */
export interface Workload {
  readonly name: string;
  readonly unit: string;
  /** Units of work in one run. */
  readonly work: number;
  /** Also measures everything up to the end of the first run: allocation, trace, compilation. */
  readonly hasFirstStep?: boolean;
  /** Makes the tensors. */
  prepare(): Run | Promise<Run>;
}

/** The name under which the first run of a workload is reported. */
export const firstStepOf = (name: string): string => `${name} first step (trace+compile)`;
