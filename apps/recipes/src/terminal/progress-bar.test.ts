import { expect, test } from "vitest";
import { progressBar } from "./progress-bar.js";

test("fills in half steps", () => {
  expect(progressBar(0, "", 100).filled).toBe("");
  expect(progressBar(0.5, "", 100).filled).toBe("━".repeat(20));
  expect(progressBar(41 / 80, "", 100).filled).toBe(`${"━".repeat(20)}╸`);
  expect(progressBar(1, "", 100)).toEqual({ filled: "━".repeat(40), rest: "", label: "" });
});

test("fits any terminal", () => {
  for (const columns of [1, 10, 30, 80]) {
    const { filled, rest, label } = progressBar(0.3, "epoch 3 of 10", columns);
    expect(2 + filled.length + rest.length + 2 + label.length).toBeLessThan(Math.max(columns, 5));
  }
});
