// The packages that are published: every workspace under packages/ that is not private.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @param {string} root the folder of the repository @returns {{ directory: string, name: string }[]} */
export function publishedPackages(root) {
  return readdirSync(join(root, "packages"))
    .map((folder) => join(root, "packages", folder))
    .map((directory) => ({ directory, manifest: JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) }))
    .filter(({ manifest }) => !manifest.private)
    .map(({ directory, manifest }) => ({ directory, name: manifest.name }));
}
