import type { Screen } from "./screen.js";

/** A confusion matrix as a table: a row per actual class, and how many of it were found. */
export function confusionTable(
  counts: readonly (readonly number[])[],
  names: readonly string[],
  screen: Screen,
): string[] {
  const first = Math.max("actual".length, ...names.map((name) => name.length));
  const widths = names.map((name, i) => Math.max(name.length, ...counts.map((row) => String(row[i]).length)));
  const inner = widths.reduce((sum, width) => sum + width, 0) + 2 * (widths.length - 1);
  const found = "found".length + 2;

  const line = (left: string, cells: readonly string[], right: string) =>
    `  ${left} ${screen.dim("│")} ${cells.join("  ")} ${screen.dim("│")} ${right}`;
  const rule = (cross: string) =>
    screen.dim(`  ${"─".repeat(first + 1)}${cross}${"─".repeat(inner + 2)}${cross}${"─".repeat(found + 1)}`);

  return [
    line(" ".repeat(first), [screen.dim("predicted".padEnd(inner))], ""),
    line(
      screen.dim("actual".padEnd(first)),
      names.map((name, i) => name.padStart(widths[i]!)),
      screen.dim("found".padStart(found)),
    ),
    rule("┼"),
    ...counts.map((row, actual) => {
      const total = row.reduce((sum, count) => sum + count, 0);
      const cells = row.map((count, predicted) => {
        const text = (count === 0 ? "·" : String(count)).padStart(widths[predicted]!);
        if (count === 0) return screen.dim(text);
        return predicted === actual ? screen.accent(text) : screen.warning(text);
      });
      return line(names[actual]!.padEnd(first), cells, percent(row[actual]! / total).padStart(found));
    }),
  ].map((text) => text.trimEnd());
}

/** 0.9855 → "98.6 %" */
export function percent(share: number): string {
  return Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`;
}
