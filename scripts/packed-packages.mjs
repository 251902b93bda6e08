// Packs every published package and lets publint and attw read the tarballs, as a consumer would get them.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publishedPackages } from "./published-packages.mjs";

const execute = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "tenon-pack-"));
try {
  const workspaces = publishedPackages(".").map(({ name }) => `--workspace=${name}`);
  await execute("npm", ["pack", "--silent", "--ignore-scripts", `--pack-destination=${folder}`, ...workspaces]);
  const tarballs = (await readdir(folder)).map((file) => join(folder, file));
  const queue = tarballs.flatMap((tarball) => [
    ["publint", "run", tarball, "--strict"],
    ["attw", tarball, "--profile", "esm-only", "--no-emoji", "--format", "ascii"],
  ]);
  const worker = async () => {
    for (let command = queue.shift(); command; command = queue.shift()) await read(command);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
} finally {
  await rm(folder, { recursive: true });
}

/** @param {string[]} command */
async function read([program = "", ...args]) {
  try {
    await execute(join("node_modules", ".bin", program), args);
  } catch (error) {
    process.exitCode = 1;
    const { stdout = "", stderr = "" } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    console.log(`${program} ${args.join(" ")}\n${stdout}${stderr}`);
  }
}
