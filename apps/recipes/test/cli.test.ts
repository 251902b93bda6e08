import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

/** The program in a process of its own, as `npm start` runs it. */
function start(...args: string[]) {
  const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));
  const node = ["--conditions=@tenon/source", "--import", "tsx", cli, ...args];
  return spawnSync(process.execPath, node, { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
}

describe("npm start", () => {
  test("lists the recipes", () => {
    const { status, stdout } = start("--list");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}linear-regression +\S/m);
    expect(stdout).toMatch(/^ {2}penguins +\S/m);
  });

  test("answers an unknown recipe with the list and exit code 2", () => {
    const { status, stdout, stderr } = start("penguin");
    expect(stderr).toBe('there is no recipe "penguin". The recipes are:\n  linear-regression\n  penguins\n');
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  test.each(["js", "tfjs-cpu", "tfjs-wasm", "wasm"])("prints one JSON object and nothing else on %s", (backend) => {
    const { status, stdout } = start("linear-regression", "--backend", backend, "--seed", "3", "--json");
    expect(status).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(1);
    const { metrics, seconds, ...rest } = JSON.parse(stdout);
    expect(rest).toEqual({ recipe: "linear-regression", backend, seed: 3 });
    expect(seconds).toBeGreaterThan(0);
    expect(metrics.w).toBeCloseTo(2, 3);
    expect(metrics.b).toBeCloseTo(0, 3);
  });
});
