import { styleText } from "node:util";
import { progressBar } from "./progress-bar.js";

/** Where text goes: `process.stdout`, or a test's list. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Style = Parameters<typeof styleText>[0];

const ERASE_LINE = "\r\u001b[2K";
const REDRAW_MS = 40;

/**
 * What a recipe shows. On a terminal: colours, and a progress bar that stays below the last line. Elsewhere plain lines
 * and no bar. Without a sink: nothing.
 */
export class Screen {
  readonly #sink: Sink | undefined;
  readonly #isLive: boolean;
  readonly #hasColour: boolean;
  #bar = "";
  #drawn = Number.NEGATIVE_INFINITY;

  constructor(sink: Sink | undefined) {
    this.#sink = sink;
    this.#isLive = sink?.isTTY === true;
    this.#hasColour = this.#isLive && !process.env.NO_COLOR && process.env.TERM !== "dumb";
  }

  line(text = ""): void {
    if (this.#bar === "") this.#sink?.write(`${text}\n`);
    else this.#sink?.write(`${ERASE_LINE}${text}\n${this.#bar}`);
  }

  lines(texts: readonly string[]): void {
    for (const text of texts) this.line(text);
  }

  /** Moves the bar; it goes away when `done` reaches `total`. */
  progress(done: number, total: number, note: string): void {
    if (!this.#isLive) return;
    if (done >= total) {
      if (this.#bar !== "") this.#sink?.write(ERASE_LINE);
      this.#bar = "";
      return;
    }
    if (performance.now() - this.#drawn < REDRAW_MS) return;
    this.#drawn = performance.now();
    const { filled, rest, label } = progressBar(done / total, note, this.#sink?.columns ?? 80);
    this.#bar = `  ${this.accent(filled)}${this.dim(rest)}  ${this.dim(label)}`;
    this.#sink?.write(`${ERASE_LINE}${this.#bar}`);
  }

  strong(text: string): string {
    return this.#styled("bold", text);
  }

  dim(text: string): string {
    return this.#styled("dim", text);
  }

  accent(text: string): string {
    return this.#styled("green", text);
  }

  warning(text: string): string {
    return this.#styled("yellow", text);
  }

  #styled(style: Style, text: string): string {
    return this.#hasColour && text !== "" ? styleText(style, text) : text;
  }
}
