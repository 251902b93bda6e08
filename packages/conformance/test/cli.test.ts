import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { command } from "../src/command.js";

const folder = fileURLToPath(new URL(".", import.meta.url));

describe("tenon-conformance", () => {
  test("certifies a module and ends with the counts", async () => {
    const { code, stdout } = await run("./my-backend.js", "--mode", "eager", "--filter", "^(matmul|unary/exp)");
    expect(code).toBe(0);
    expect(stdout.trim().split("\n").at(-1)).toMatch(/^\d{2,} passed, 0 failed, 0 known gaps, 0 n\/a$/);
    expect(stdout).toMatch(/^matmul +(\d+)\/\1$/m);
  });

  test("exits with 1 when a case fails, and lists it", async () => {
    const { code, stdout } = await run("./broken-backend.js", "--mode", "eager", "--filter", "^unary/exp/float32");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILED unary\/exp\/float32\/values \(eager\): /m);
    expect(stdout.trim()).toMatch(/\d+ failed, 0 known gaps, 0 n\/a$/);
  });

  test("writes every result as JSON", async () => {
    const temporary = await mkdtemp(join(tmpdir(), "tenon-conformance-"));
    try {
      const file = join(temporary, "report.json");
      await run("./my-backend.js", "--sample", "0.01", "--seed", "3", "--json", file);
      const report = JSON.parse(await readFile(file, "utf8"));
      expect(report.failed).toBe(0);
      expect(report.results).toHaveLength(report.passed + report.notApplicable);
      expect(new Set(report.results.map((result: { mode: string }) => result.mode)).size).toBe(3);
    } finally {
      await rm(temporary, { recursive: true });
    }
  });

  test("runs as a program", async () => {
    const program = ["--conditions=@tenon/source", "--import", "tsx", "../src/cli.ts", "./my-backend.js"];
    const args = [...program, "--mode", "eager", "--filter", "^unary/neg/float32"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
    expect(stdout.trim()).toMatch(/\d passed, 0 failed, 0 known gaps, 0 n\/a$/);
  });

  test.each([
    [["--backend", "abacus"], /no backend is called "abacus".*js \| wasm/],
    [["./no-such-file.js"], /no-such-file\.js cannot be loaded/],
    [["./my-backend.js", "--mode", "slow"], /there is no mode slow.*eager, compiled, async/],
    [["./my-backend.js", "--sample", "7"], /--sample: got 7/],
    [[], /no backend was named/],
  ])("refuses %j with exit code 2 and says what it takes", async (args, message) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^Usage: tenon-conformance/m);
  });
});

/** The command in this process, from the folder of this file. */
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const lines = { log: [] as string[], error: [] as string[] };
  const here = args.map((arg) => (arg.startsWith("./") ? join(folder, arg) : arg));
  const code = await command(here, {
    log: (line: string) => void lines.log.push(line),
    error: (line: string) => void lines.error.push(line),
  });
  return { code, stdout: lines.log.join("\n"), stderr: lines.error.join("\n") };
}
