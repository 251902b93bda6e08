import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleWithEsbuild, bundleWithVite } from "./bundle.ts";
import { chromiumPath, resultInChromium } from "./chromium.ts";
import { createProject, type Project } from "./project.ts";

let project: Project;

beforeAll(async () => {
  project = await createProject();
});
afterAll(() => project?.remove());

describe("packages installed from their tarballs", () => {
  test("train in Node as ES modules", async () => {
    expectTrained(JSON.parse(await project.node("main.mjs")));
  });

  test("train in Node by require", async () => {
    expectTrained(JSON.parse(await project.node("main.cjs")));
  });

  test("bring their licence and no sources", () => {
    const core = join(project.directory, "node_modules", "@tenon", "core");
    expect(existsSync(join(core, "LICENSE"))).toBe(true);
    expect(existsSync(join(core, "src"))).toBe(false);
  });

  test.skipIf(chromiumPath === undefined)("train in a page built by Vite", async () => {
    expectTrained(await resultInChromium(await bundleWithVite(project.directory)));
  });

  test.skipIf(chromiumPath === undefined)("train in a page with one plain module script", async () => {
    expectTrained(await resultInChromium(await bundleWithEsbuild(project.directory)));
  });
});

/** The program of `program/train.mjs` says what it reached: with every package, and equally on both backends. */
function expectTrained(result: unknown): void {
  const { packages, losses, entries } = result as {
    packages: string[];
    losses: Record<string, number[]>;
    entries: unknown;
  }; // what train() returns
  expect(packages).toEqual([
    "backend-js",
    "backend-tfjs",
    "backend-wasm",
    "conformance",
    "core",
    "layers",
    "optimizers",
  ]);
  expect(entries).toEqual({ isTensor: true, values: [44, 0, 0] });
  const [before = 0, between = 0, after = 1] = losses.js ?? [];
  expect(before).toBeGreaterThan(0.3);
  expect(between).toBeLessThan(before);
  expect(after).toBeLessThan(0.05);
  losses.js?.forEach((loss, i) => {
    expect(Math.abs(losses.wasm![i]! / loss - 1)).toBeLessThan(1e-3);
  });
}
