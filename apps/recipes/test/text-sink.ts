import type { Sink } from "../src/terminal/screen.js";

/** A stream that remembers what was written. */
export class TextSink implements Sink {
  readonly isTTY: boolean;
  readonly columns = 80;
  text = "";

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }
}
