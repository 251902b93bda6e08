/** Mean and standard deviation of each column. */
export interface ColumnStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export function columnStatistics(rows: readonly (readonly number[])[]): ColumnStatistics {
  const columns = (rows[0] ?? []).map((_, i) => rows.map((row) => row[i]!)); // rows of one length
  const mean = columns.map((column) => average(column));
  const deviation = columns.map((column, i) => Math.sqrt(average(column.map((value) => (value - mean[i]!) ** 2))));
  return { mean, deviation };
}

/** The row as distances from the mean, in standard deviations. */
export function standardize(row: readonly number[], { mean, deviation }: ColumnStatistics): number[] {
  return row.map((value, i) => (value - mean[i]!) / deviation[i]!); // statistics of the same columns
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
