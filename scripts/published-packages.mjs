// The packages that are published: every workspace under packages/ that is not private.
import { readdirSync, readFileSync } from "node:fs";

/** @returns {{ directory: string, name: string }[]} */
export function publishedPackages() {
  return readdirSync("packages")
    .map((folder) => `packages/${folder}`)
    .map((directory) => ({ directory, manifest: JSON.parse(readFileSync(`${directory}/package.json`, "utf8")) }))
    .filter(({ manifest }) => !manifest.private)
    .map(({ directory, manifest }) => ({ directory, name: manifest.name }));
}
