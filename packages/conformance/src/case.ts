import type { Backend, DType, FusedName } from "@tenon/core";
import type { Tester } from "./runner/tester.js";

/** How a case is run: op by op, inside core's `compile`, or op by op on a backend that cannot read at once. */
export const MODES = ["eager", "compiled", "async"] as const;
/** One of `MODES`. */
export type Mode = (typeof MODES)[number];

/** What a case asks of a backend beyond the interface. One that asks for more than `caps` says is not applicable. */
export interface Needs {
  /** Dtypes that must compute. */
  readonly compute?: readonly DType[];
  /** Dtypes that must at least be stored. */
  readonly storage?: readonly DType[];
  readonly rank?: number;
  /** `caps.sync`. */
  readonly sync?: true;
  /** `caps.numerics` is "strict": NaN and infinities are exact. */
  readonly strict?: true;
  readonly fused?: FusedName;
}

/** One (op, dtype, check), with many shapes inside. Plain data: any runner can run it. */
export interface Case {
  /** `family/op/dtype/check`, as far as each applies. */
  readonly id: string;
  readonly needs?: Needs;
  /** Modes in which the case says something; all by default. */
  readonly modes?: readonly Mode[];
  run(backend: Backend, t: Tester): void | Promise<void>;
}

/** True when the backend claims all that the case needs. */
export function isApplicable({ needs = {} }: Case, backend: Backend): boolean {
  const { caps } = backend;
  return (
    (needs.compute ?? []).every((dtype) => caps.dtypes[dtype] === "compute") &&
    (needs.storage ?? []).every((dtype) => caps.dtypes[dtype] !== undefined) &&
    (needs.rank ?? 0) <= caps.maxRank &&
    (needs.sync === undefined || caps.sync) &&
    (needs.strict === undefined || caps.numerics === "strict") &&
    (needs.fused === undefined || backend.fused?.[needs.fused] !== undefined)
  );
}
