import { unreadable } from "../checks.js";
import type { Backend, Handle } from "./backend.js";
import type { HostData } from "./dtype.js";
import type { ValueInfo } from "./infer.js";

/**
 * Routines: dense linear algebra on the last two axes, every leading axis a batch; float inputs and outputs of one dtype
 * but for the integers named. k is min(m, n). Inputs that are not finite give NaN or are refused.
 */
export interface RoutineAttributes {
  /**
   * a [..., m, n] → factors [..., m, n] (L below the diagonal, its ones left out; U on and above), order int32 [..., m]
   * (row i of L·U is row order[i] of a), sign [...] of that permutation. Partial pivoting.
   * `refuseSingular`: throws `singular_matrix` at a zero pivot, where the host can see it.
   */
  lu: { readonly refuseSingular: boolean };
  /** a [..., n, n] → L [..., n, n] with L·Lᵀ = a; reads the lower triangle; throws `not_positive_definite` likewise. */
  cholesky: Record<string, never>;
  /** a [..., m, n] → Q [..., m, k], R [..., k, n], or with `full` [..., m, m], [..., m, n]. */
  qr: { readonly full: boolean };
  /** a [..., n, n] → eigenvalues [..., n] ascending, eigenvectors [..., n, n] as columns; reads the lower triangle. */
  eigh: Record<string, never>;
  /** a [..., m, n] → U [..., m, k], S [..., k] descending, Vᵀ [..., k, n], or with `full` U [..., m, m], Vᵀ [..., n, n]. */
  svd: { readonly full: boolean };
  /** a [..., n, n], b [..., n, k] → x with a·x = b, or aᵀ·x = b; reads one triangle; leading axes are equal. */
  triangularSolve: { readonly upper: boolean; readonly transpose: boolean; readonly unitDiagonal: boolean };
  /** a [..., n, n] → eᵃ [..., n, n] */
  matrixExp: Record<string, never>;
}

/** Name of a routine of dense linear algebra. */
export type RoutineName = keyof RoutineAttributes;

/** Elements with their shape and dtype, read to the host. */
export interface HostValue extends ValueInfo {
  readonly data: HostData;
}

/** A routine as core calls it, with any leading axes: what it returns, and how the host computes that. */
export type RoutineCall = {
  [K in RoutineName]: {
    readonly op: K;
    readonly attributes: RoutineAttributes[K];
    readonly infer: (inputs: readonly ValueInfo[]) => ValueInfo[];
    /** In float64 inside. */
    readonly onHost: (inputs: readonly HostValue[]) => HostValue[];
  };
}[RoutineName];

/** Runs a routine where the backend has it, and on the host elsewhere. */
export function callRoutine<T extends Handle>(backend: Backend<T>, call: RoutineCall, inputs: readonly T[]): T[] {
  const own = backend.routine?.(call, inputs);
  if (own !== undefined) return own;
  if (backend.readSync === undefined) throw unreadable(call.op, backend.name);
  const read = (x: T): HostValue => ({ shape: x.shape, dtype: x.dtype, data: backend.readSync!(x) });
  return call.onHost(inputs.map(read)).map(({ data, shape, dtype }) => backend.upload(data, shape, dtype));
}
