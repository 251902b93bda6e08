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
  /** Rounds whose median this is. */
  readonly rounds?: number;
  /** Kibibytes of `value` after gzip. */
  readonly gzipKiB?: number;
  readonly error?: string;
}

/** Times and sizes; all else is work per second. */
export const lowerIsBetter = (unit: string): boolean => ["ms", "KiB", "MiB"].includes(unit);

/** How many times better `a` is than `b`. */
export function ratioOf(a: Result, b: Result): number | undefined {
  if (a.value === null || b.value === null) return undefined;
  return lowerIsBetter(a.unit) ? b.value / a.value : a.value / b.value;
}

/** A result as one line of JSON, numbers to four digits. */
export function resultLine(result: object): string {
  return JSON.stringify(result, (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(4)) : value,
  );
}
