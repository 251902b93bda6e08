import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publishedPackages } from "../../scripts/published-packages.mjs";

export interface Project {
  readonly directory: string;
  /** Runs one of its files with Node and gives back what it printed. */
  node(file: string): Promise<string>;
  remove(): Promise<void>;
}

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const program = fileURLToPath(new URL("./program", import.meta.url));

/** An empty project outside the repository with every package installed from its tarball, and the program beside them. */
export async function createProject(): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), "tenon-install-"));
  const packed = join(directory, "packed");
  await mkdir(packed);
  await run("npx", ["turbo", "run", "build", "--filter=./packages/*", "--output-logs=errors-only"], root);
  const workspaces = publishedPackages(root).map(({ name }) => `--workspace=${name}`);
  await run("npm", ["pack", "--silent", "--ignore-scripts", `--pack-destination=${packed}`, ...workspaces], root);

  await writeFile(join(directory, "package.json"), JSON.stringify({ name: "a-users-project", private: true }));
  const tarballs = (await readdir(packed)).map((file) => join(packed, file));
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs], directory);
  await cp(program, directory, { recursive: true });

  return {
    directory,
    node: (file) => run(process.execPath, [file], directory),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await execute(command, [...args], { cwd, env: plainEnvironment(), maxBuffer: 1 << 26 });
  return stdout;
}

/** What a user's shell has: without what npm, vitest and turbo hand to their children. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const inherited = /^(npm_(?!config_(registry|cache|proxy|https_proxy|cafile)$)|NODE_OPTIONS$|NODE_ENV$|VITEST)/i;
  const kept = Object.entries(process.env).filter(([name]) => !inherited.test(name));
  return { ...Object.fromEntries(kept), TURBO_TELEMETRY_DISABLED: "1" };
}
