import { describe, expect, test } from "vitest";
import { backends } from "../src/backends.js";
import { main } from "../src/main.js";
import { TextSink } from "./text-sink.js";

async function runJson(...args: string[]) {
  const [stdout, stderr] = [new TextSink(), new TextSink()];
  expect(await main([...args, "--json"], stdout, stderr)).toBe(0);
  expect(stderr.text).toBe("");
  return JSON.parse(stdout.text);
}

describe("penguins", () => {
  test.each(Object.keys(backends))("gives the same numbers twice on %s", async (backend) => {
    const args = ["--backend", backend, "--seed", "7", "--epochs", "2"];
    const [first, second] = [await runJson(...args), await runJson(...args)];
    expect(first.recipe).toBe("penguins");
    expect(first.metrics.accuracy).toBeGreaterThan(0.3);
    expect(second.metrics).toEqual(first.metrics);
  });

  test("tells species apart that it has not seen", async () => {
    const { metrics } = await runJson();
    expect(metrics.accuracy).toBeGreaterThan(0.95);
    expect(metrics.confusion.flat().reduce((sum: number, count: number) => sum + count, 0)).toBe(69);
  });

  test("another seed gives other numbers", async () => {
    const first = await runJson("--seed", "1", "--epochs", "1");
    const second = await runJson("--seed", "2", "--epochs", "1");
    expect(second.metrics.loss).not.toBe(first.metrics.loss);
  });

  test("prints plain lines when the output is no terminal", async () => {
    const stdout = new TextSink();
    await main(["--epochs", "3"], stdout, new TextSink());
    const lines = stdout.text.split("\n");
    expect(lines.filter((line) => /^ +\d +\d\.\d{4} +\d+\.\d % +\d\.\d{4} +\d+\.\d %$/.test(line))).toHaveLength(3);
    expect(stdout.text).toContain("predicted");
    expect(stdout.text).not.toContain("\u001b");
    expect(stdout.text).not.toContain("\r");
  });

  test("draws a bar on a terminal and takes it away at the end", async () => {
    const stdout = new TextSink(true);
    await main(["--epochs", "3"], stdout, new TextSink());
    expect(stdout.text).toContain("━");
    expect(stdout.text.slice(stdout.text.lastIndexOf("\u001b[2K"))).not.toContain("━");
  });

  test("with --json shows the run on the error stream of a terminal", async () => {
    const [stdout, stderr] = [new TextSink(), new TextSink(true)];
    await main(["--epochs", "1", "--json"], stdout, stderr);
    expect(JSON.parse(stdout.text).recipe).toBe("penguins");
    expect(stderr.text).toContain("Palmer penguins");
  });
});

describe("linear-regression", () => {
  test("shows every part of the step and where it ends", async () => {
    const stdout = new TextSink();
    await main(["linear-regression"], stdout, new TextSink());
    for (const part of ["forward", "loss", "backward", "update"]) expect(stdout.text).toContain(part);
    expect(stdout.text).toMatch(/w = 2\.0000, b = 0\.0000/);
  });

  test("goes one way of gradient descent by hand", async () => {
    const { metrics: start } = await runJson("linear-regression", "--epochs", "1");
    const { metrics: after } = await runJson("linear-regression", "--epochs", "2");
    const [x, y] = [
      [1, 2, 3, 4],
      [2, 4, 6, 8],
    ];
    const residuals = x.map((value, i) => start.w * value + start.b - y[i]!);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(after.loss).toBeCloseTo(mean(residuals.map((r) => r * r)), 3);
    expect(after.w).toBeCloseTo(start.w - 0.1 * mean(residuals.map((r, i) => 2 * r * x[i]!)), 4);
    expect(after.b).toBeCloseTo(start.b - 0.1 * mean(residuals.map((r) => 2 * r)), 4);
  });
});

describe("wrong arguments", () => {
  test.each([
    [["penguin"], 'there is no recipe "penguin". The recipes are:\n  linear-regression\n  penguins\n'],
    [["--backend", "cuda"], 'there is no backend "cuda". The backends are:\n  js\n'],
    [["--epoch", "3"], "Unknown option '--epoch'\n\nnpm start -- [RECIPE]"],
    [["--seed", "-1"], "--seed"],
    [["--epochs", "0"], '--epochs: a whole number from 1 was expected, "0" was given'],
    [["--epochs"], "--epochs"],
    [["penguins", "linear-regression"], "one recipe at a time"],
  ])("answers %j with an error and exit code 2", async (args, message) => {
    const [stdout, stderr] = [new TextSink(), new TextSink()];
    expect(await main(args, stdout, stderr)).toBe(2);
    expect(stderr.text).toContain(message);
    expect(stdout.text).toBe("");
  });

  test("help names every option", async () => {
    const stdout = new TextSink();
    expect(await main(["--help"], stdout, new TextSink())).toBe(0);
    for (const option of ["--list", "--backend", "--seed", "--epochs", "--json"]) expect(stdout.text).toContain(option);
  });
});
