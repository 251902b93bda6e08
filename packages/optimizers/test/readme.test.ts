import { readFile } from "node:fs/promises";
import { expect, test, vi } from "vitest";

test("the README's example is the one that runs here, and prints what it says", async () => {
  const [readme, example] = await Promise.all(
    ["../README.md", "./readme-example.ts"].map((path) => readFile(new URL(path, import.meta.url), "utf8")),
  );
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("./readme-example.js");
  const lines = log.mock.calls.map((line) => line.join(" "));
  log.mockRestore();
  expect(lines).toEqual(["2.0 1.0", "1000"]);
});
