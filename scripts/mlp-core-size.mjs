// What a program that trains an MLP carries of core, minified and gzipped, from the built packages.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const LIMIT = 20_000;
const root = fileURLToPath(new URL("..", import.meta.url));

const program = `
import { createJsBackend } from "@tenon/backend-js";
import { crossEntropy, manualSeed, scope, setBackend, tensor } from "@tenon/core";
import { Linear, ReLU, Sequential } from "@tenon/layers";
import { Adam } from "@tenon/optimizers";

setBackend(createJsBackend());
manualSeed(0);
const model = new Sequential(new Linear(4, 16), new ReLU(), new Linear(16, 3));
const optimizer = new Adam(model.parameters(), { learningRate: 0.01 });
const x = tensor([[5.1, 3.5, 1.4, 0.2]]);
const y = tensor([0], { dtype: "int32" });
for (let i = 0; i < 100; i++)
  scope(() => {
    crossEntropy(model.call(x), y).backward();
    optimizer.step();
    optimizer.zeroGrad();
  });
console.log(String(model.call(x).argMax({ axis: -1 })));
`;

const wanted = await importsOfCore(program);
const code = await bundle(`export { ${wanted.join(", ")} } from "@tenon/core";`, []);
const size = gzipSync(code, { level: 9 }).length;
console.log(`${(size / 1000).toFixed(1)} KB of core for an MLP (at most ${LIMIT / 1000} KB)`);
if (size > LIMIT) process.exitCode = 1;

/** The names of core that live on when unused code of a program is dropped. @param {string} source */
async function importsOfCore(source) {
  const text = await bundle(source, ["@tenon/core"]);
  const clauses = /import\s*\{([^}]*)\}\s*from\s*"@tenon\/core";/g;
  const code = text.replace(clauses, "");
  const items = [...text.matchAll(clauses)].flatMap(([, list]) => (list ?? "").split(","));
  const names = items.flatMap((item) => {
    const [name = "", local = name] = item.trim().split(/\s+as\s+/);
    return new RegExp(`(?<![\\w$.])${local.replaceAll("$", "\\$")}(?![\\w$])`).test(code) ? [name] : []; // a bundler keeps unused names of externals
  });
  return [...new Set(names)].filter((name) => name !== "").sort();
}

/** @param {string} source @param {string[]} external */
async function bundle(source, external) {
  const result = await esbuild.build({
    stdin: { contents: source, resolveDir: `${root}test` },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    external,
    write: false,
  });
  return result.outputFiles[0]?.text ?? "";
}
