import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** The program in a process of its own, as `npm run bench` runs it. */
function bench(...args: string[]) {
  const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));
  const node = ["--conditions=@tenon/source", "--import", "tsx", cli, ...args];
  return spawnSync(process.execPath, node, { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
}

test("lists the workloads under the names that other libraries' benchmarks use", () => {
  const { stdout } = bench("--list");
  for (const name of ["matmul 512", "train MLP b128", "train LSTM h128 t64 b32", "dispatch add [1]+[1]"])
    expect(stdout.split("\n")).toContain(name);
});

test("answers an unknown backend with the list", () => {
  const { status, stderr, stdout } = bench("--backend", "cuda");
  expect(status).toBe(2);
  expect(stderr).toContain('there is no backend "cuda"');
  expect(stderr).toContain("js, wasm, tfjs-cpu, tfjs-wasm");
  expect(stdout).toBe("");
});

test("prints a line per result and appends it to a file, for each backend", () => {
  const folder = mkdtempSync(join(tmpdir(), "tenon-bench-"));
  try {
    const out = join(folder, "results.jsonl");
    const only = "^train MLP b128 first step";
    const { stdout, stderr, status } = bench("--backend", "js", "--backend", "wasm", "--only", only, "--out", out);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ peer, unit }) => `${peer} ${unit}`)).toEqual(["tenon-js ms", "tenon-wasm ms"]);
    expect(readFileSync(out, "utf8")).toBe(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
