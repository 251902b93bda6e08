import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** A page of this repository. */
export const page = (path: string): Promise<string> => readFile(join(root, path), "utf8");

/** The TypeScript programs of a page, in order. */
export function programsOf(text: string): string[] {
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
}

/** Runs a program with the packages of this repository, from source, and gives back what it printed. */
export async function runProgram(code: string): Promise<string> {
  return inFolder({ "program.ts": code }, async (folder) => {
    const args = ["--conditions=@tenon/source", "--import", "tsx", join(folder, "program.ts")];
    const { stdout } = await execute(process.execPath, args, { cwd: root, env: { ...process.env, NODE_OPTIONS: "" } });
    return stdout;
  });
}

/** What the compiler finds wrong with programs; "" when nothing. */
export async function typeErrors(programs: readonly string[]): Promise<string> {
  const settings = JSON.stringify({ extends: join(root, "tsconfig.base.json"), include: ["*.ts"] });
  const files = programs.map((code, i) => [`program-${i}.ts`, code] as const);
  return inFolder({ "tsconfig.json": settings, ...Object.fromEntries(files) }, async (folder) => {
    try {
      await execute(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", folder]);
      return "";
    } catch (error) {
      return String((error as { stdout?: string }).stdout); // tsc reports on stdout and exits with 2
    }
  });
}

/** Inside the repository, where the packages are found, and outside its sources. */
async function inFolder<R>(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<R>): Promise<R> {
  const cache = join(root, "node_modules", ".cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "tenon-readme-"));
  try {
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
