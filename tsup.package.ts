import { copyFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig, type Options } from "tsup";

const license = fileURLToPath(new URL("./LICENSE", import.meta.url));

interface PackageBuild {
  /** Output name → source file; every `.ts` entry also gets declarations. */
  readonly entry?: Record<string, string>;
  /** Modules to inline although they are listed as peers. */
  readonly noExternal?: RegExp[];
  /** `false` keeps every entry in one self-contained file. */
  readonly splitting?: boolean;
}

/** The build of one published package: ES modules with declarations, nothing minified, peers left external. */
export function packageBuild(build: PackageBuild = {}): ReturnType<typeof defineConfig> {
  const entry = build.entry ?? { index: "src/index.ts" };
  const typed = Object.fromEntries(Object.entries(entry).filter(([, file]) => file.endsWith(".ts")));
  const options: Options = {
    entry,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    clean: true,
    sourcemap: true,
    splitting: build.splitting ?? true,
    // Declarations are made against the built declarations of the other packages, as a consumer sees them.
    dts: {
      entry: typed,
      compilerOptions: { composite: false, incremental: false, ignoreDeprecations: "6.0", customConditions: [] },
    },
    external: [/^node:/],
    removeNodeProtocol: false,
    silent: true,
    onSuccess: () => copyFile(license, "LICENSE"),
  };
  if (build.noExternal) options.noExternal = build.noExternal;
  return defineConfig(options);
}
