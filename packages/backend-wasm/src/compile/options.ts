/** Switches of the compiler, all on by default: for finding which of them a wrong result comes from. */
export interface CompileOptions {
  /** One kernel for elementwise ops that feed each other or a reduction. */
  readonly fusion: boolean;
  /** Memory of dead values is reused. */
  readonly memoryPlan: boolean;
  /** New state is written over the old where the caller gives it away. */
  readonly inPlace: boolean;
  /** Equal kernels are emitted once. */
  readonly sharedKernels: boolean;
}

export const ALL_ON: CompileOptions = { fusion: true, memoryPlan: true, inPlace: true, sharedKernels: true };
