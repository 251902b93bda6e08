/** Rows as lines of aligned columns: text to the left, and to the right in the columns after `rightFrom`. */
export function alignColumns(rows: readonly (readonly string[])[], rightFrom = Number.POSITIVE_INFINITY): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((text, i) => (i >= rightFrom ? text.padStart(widths[i]!) : text.padEnd(widths[i]!))) // a width per column
      .join("  ")
      .trimEnd(),
  );
}
