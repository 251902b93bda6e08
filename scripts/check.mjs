// `npm run check`: every gate, the cheap ones first; a stage starts when the one before it is green.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";

/** @typedef {{ name: string, command: string }} Gate */

/** @type {Gate[][]} */
const stages = [
  [
    { name: "types", command: "npm run --silent typecheck" },
    { name: "format and lint", command: "biome check --error-on-warnings ." },
    { name: "floating promises", command: "oxlint --type-aware" },
    {
      name: "import matrix",
      command: "depcruise --config .dependency-cruiser.mjs --output-type err-long packages apps bench",
    },
    { name: "file size", command: "node scripts/file-size.mjs" },
    { name: "forbidden calls", command: "node scripts/forbidden-calls.mjs" },
    { name: "lock file", command: "node scripts/lock-file.mjs" },
    { name: "API pages", command: "node scripts/docs.mjs --check" },
    { name: "unused code", command: "knip --no-progress --no-config-hints" },
  ],
  [{ name: "build", command: "npm run --silent build" }],
  [
    { name: "packed packages", command: "node scripts/packed-packages.mjs" },
    { name: "bundle size", command: "size-limit" },
    { name: "core for an MLP", command: "node scripts/mlp-core-size.mjs" },
  ],
];

const environment = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: "1",
  [process.stdout.isTTY ? "FORCE_COLOR" : "NO_COLOR"]: "1",
};

const started = performance.now();
for (const stage of stages) {
  const results = await runAll(stage, availableParallelism());
  const failed = results.filter((result) => result.code !== 0);
  for (const result of failed) console.log(`\n── ${result.gate.name}: ${result.gate.command}\n${head(result.output)}`);
  if (failed.length > 0) {
    console.log(`\ncheck failed: ${failed.map((result) => result.gate.name).join(", ")}`);
    process.exit(1);
  }
}
console.log(`check passed in ${seconds(started)}`);

/** @param {Gate[]} gates @param {number} width */
async function runAll(gates, width) {
  const queue = [...gates];
  /** @type {{ gate: Gate, code: number, output: string }[]} */
  const results = [];
  const worker = async () => {
    for (let gate = queue.shift(); gate; gate = queue.shift()) results.push(await run(gate));
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

/** @param {Gate} gate @returns {Promise<{ gate: Gate, code: number, output: string }>} */
function run(gate) {
  const begin = performance.now();
  return new Promise((resolve) => {
    const child = spawn(gate.command, { shell: true, env: environment });
    let output = "";
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("close", (code) => {
      console.log(`${code === 0 ? "ok    " : "FAILED"} ${gate.name.padEnd(20)} ${seconds(begin)}`);
      resolve({ gate, code: code ?? 1, output });
    });
  });
}

/** @param {string} output @returns {string} what fits on a few screens */
function head(output) {
  const lines = output.trim().split("\n");
  const rest = lines.length - 120;
  return rest > 0 ? [...lines.slice(0, 120), `… ${rest} more lines`].join("\n") : lines.join("\n");
}

/** @param {number} begin */
function seconds(begin) {
  return `${((performance.now() - begin) / 1000).toFixed(1)} s`;
}
