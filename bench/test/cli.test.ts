import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** The program in a process of its own, as `npm run bench` runs it. */
function bench(...args: string[]) {
  const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));
  const loader = new URL("../src/typescript/register.mjs", import.meta.url).href;
  const node = ["--conditions=@tenon/source", "--import", loader, cli, ...args];
  return spawnSync(process.execPath, node, { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
}

test("lists the workloads under the names that other libraries' benchmarks use", () => {
  const { stdout } = bench("--list");
  for (const name of ["matmul 512", "train MLP b128", "train LSTM h128 t64 b32", "dispatch add [1]+[1]"])
    expect(stdout.split("\n")).toContain(name);
});

test("answers what it cannot understand with the options", () => {
  const said = (...args: string[]) => {
    const { status, stdout, stderr } = bench(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    return stderr;
  };
  expect(said("--backend", "cuda")).toMatch(/there is no backend "cuda"[\s\S]*js, wasm, tfjs-cpu, tfjs-wasm/);
  expect(said("--peer", "numpy")).toMatch(/there is no peer "numpy"[\s\S]*tfjs-cpu, tfjs-wasm, jax-js-wasm/);
  expect(said("--rounds", "0")).toContain("--rounds 0: a positive integer was expected");
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

test("stands beside others in one run, and writes the page of it", () => {
  const folder = mkdtempSync(join(tmpdir(), "tenon-bench-"));
  try {
    const [out, first, again] = ["results.jsonl", "first.md", "again.md"].map((name) => join(folder, name));
    const only = ["--backend", "js", "--only", "^train MLP b128 first step", "--rounds", "2"];
    const { status, stdout } = bench(...only, "--peers", "--peer", "torch-1t", "--out", out!, "--markdown", first!);
    expect(status).toBe(0);
    const [facts, result] = stdout.split("\n").map((line) => (line === "" ? undefined : JSON.parse(line)));
    expect(facts).toMatchObject({ workload: "facts", rounds: 2 });
    expect(result).toMatchObject({ peer: "tenon-js", unit: "ms", n: 2, rounds: 2 });
    expect(bench("--from", out!, "--markdown", again!).status).toBe(0);
    expect(readFileSync(first!, "utf8")).toMatch(/^\| train MLP b128 first step .* ms \| \*\*\d/m);
    expect(readFileSync(again!, "utf8")).toBe(readFileSync(first!, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
