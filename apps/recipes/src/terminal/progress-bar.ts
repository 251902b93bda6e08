/** The parts of a bar, to be coloured. */
export interface ProgressBar {
  readonly filled: string;
  readonly rest: string;
  readonly label: string;
}

const WIDEST = 40;
const MARGINS = 4; // two before the bar, two between it and the label

/** A bar for `share` in [0, 1] that fits with its label into `columns`. */
export function progressBar(share: number, label: string, columns: number): ProgressBar {
  const width = Math.max(0, Math.min(WIDEST, columns - MARGINS - label.length - 1));
  const halves = Math.round(Math.min(1, Math.max(0, share)) * width * 2);
  const filled = "━".repeat(halves >> 1) + (halves % 2 === 1 ? "╸" : "");
  return { filled, rest: "━".repeat(width - filled.length), label: label.slice(0, Math.max(0, columns - MARGINS - 1)) };
}
