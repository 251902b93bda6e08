import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";

/** "./a.js" in a TypeScript file means ./a.ts where there is one. @type {import("node:module").ResolveHook} */
export async function resolve(specifier, context, next) {
  const { parentURL } = context;
  if (!(parentURL?.endsWith(".ts") && /^\.{1,2}\/.*\.js$/.test(specifier))) return next(specifier, context);
  const source = specifier.replace(/js$/, "ts");
  return next(existsSync(new URL(source, parentURL)) ? source : specifier, context);
}

/** @type {import("node:module").LoadHook} */
export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  const { code } = await transform(await readFile(fileURLToPath(url), "utf8"), {
    loader: "ts",
    format: "esm",
    target: "es2022",
    sourcefile: url,
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, target: "es2022" } },
  });
  return { format: "module", source: code, shortCircuit: true };
}
