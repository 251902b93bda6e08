import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as esbuild from "esbuild";
import * as vite from "vite";

/** The project as a Vite page. @returns the folder to serve */
export async function bundleWithVite(directory: string): Promise<string> {
  const outDir = join(directory, "dist-vite");
  await vite.build({
    root: directory,
    configFile: false,
    logLevel: "error",
    worker: { format: "es" },
    build: { outDir, target: "es2022" },
  });
  return outDir;
}

/** The project as one module script on a plain page. @returns the folder to serve */
export async function bundleWithEsbuild(directory: string): Promise<string> {
  const outDir = join(directory, "dist-esbuild");
  await mkdir(outDir);
  await esbuild.build({
    entryPoints: [join(directory, "page.mjs")],
    outfile: join(outDir, "bundle.js"),
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  });
  await writeFile(join(outDir, "index.html"), '<!doctype html><script type="module" src="./bundle.js"></script>');
  return outDir;
}
