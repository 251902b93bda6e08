/** One line of output. `value` comes from the median, `best` from the fastest run. */
export interface Result {
  /** Who was measured: "tenon-js", "tenon-wasm", … */
  readonly peer: string;
  readonly workload: string;
  /** Null when it failed. */
  readonly value: number | null;
  readonly unit: string;
  /** Median milliseconds of one run. */
  readonly ms?: number;
  readonly best?: number;
  /** Runs measured. */
  readonly n?: number;
  /** Cores that other processes kept busy meanwhile. */
  readonly foreign?: number;
  readonly error?: string;
}

/** A result as one line of JSON, numbers to four digits. */
export function resultLine(result: Result): string {
  return JSON.stringify(result, (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(4)) : value,
  );
}
