import { existsSync } from "node:fs";
import type { Weighed } from "./measure-sizes.js";

/** What Tenon on a backend weighs; undefined for a backend that no page would carry. */
export function weighed(backend: string): Weighed | undefined {
  const program = new URL(`./bundle/${backend}.ts`, import.meta.url);
  if (!existsSync(program)) return undefined;
  const packages = ["core", `backend-${backend}`, "layers", "optimizers"];
  const folders = packages.map((name) => new URL(`../../packages/${name}/dist`, import.meta.url));
  return { program, conditions: ["@tenon/source"], folders: folders.filter((folder) => existsSync(folder)) };
}
