// The bars that `npm run bars` measures.

/**
 * @typedef {object} Bar
 * @property {string} name what is promised
 * @property {string} command the shell command that shows it; a failing exit fails the bar
 * @property {(output: string) => string} [figure] the figure to print; default: the last line of the output
 * @property {(output: string) => boolean} [holds] whether the output meets the bar; default: the exit code alone says
 */

/** @type {Bar[]} */
export const bars = [
  {
    name: "core without linalg and fft, minified and gzipped, at most 60 KB",
    command: "npm run --silent build && npx size-limit --json",
    figure: (output) => `${(coreSize(output) / 1000).toFixed(1)} KB`,
    holds: (output) => coreSize(output) <= 60_000,
  },
  {
    name: "a program that trains an MLP carries at most 20 KB of core",
    command: "npm run --silent build && node scripts/mlp-core-size.mjs",
  },
  {
    name: "coverage of core: lines 95 %, branches 90 %",
    command: "npm run --silent coverage",
    figure: (output) => (output.match(/^(Lines|Branches)\s*:\s*[\d.]+%/gm) ?? ["no coverage"]).join(", "),
  },
  {
    name: "penguins: mean accuracy over 5 seeds at least 97 % on every backend, the same numbers twice, npm start under 20 s",
    command: "node scripts/penguin-seeds.mjs",
  },
  {
    name: "MLP, CNN, LSTM and attention: 20 steps on every backend, eager and compiled, with PyTorch's losses (js 1e-5, others 1e-4)",
    command: "node --conditions=@tenon/source --import tsx test/trainings/cli.ts losses",
  },
  {
    name: "2,000 synchronous steps with dropout and AdamW: memory flat after step 10 on every backend",
    command: "node --conditions=@tenon/source --import tsx test/trainings/cli.ts memory",
  },
  {
    name: "a held parameter, a view of it and a retained graph outlive a compiled optimizer step",
    command: "npx vitest run --project trainings --reporter=verbose -t 'a held tensor'",
    figure: (output) => `${output.match(/✓.*a held tensor/g)?.length ?? 0} of 4 backends`,
    holds: (output) => output.match(/✓.*a held tensor/g)?.length === 4,
  },
  {
    name: "README's loop: memory flat over 2,000 synchronous steps on every backend",
    command: "npx vitest run --project readme --reporter=verbose",
    figure: (output) => `${output.match(/✓.*leave memory flat/g)?.length ?? 0} of 4 backends`,
  },
  ...["js", "wasm", "tfjs-cpu", "tfjs-wasm"].map(conforms),
  atLeast("wasm: train MLP, compiled", "train MLP b128", "wasm", 150),
  atMost(
    "wasm: first compiled step of the 64-step LSTM",
    "train LSTM h128 t64 b32 first step (trace+compile)",
    "wasm",
    1000,
  ),
  atLeast("js: eager add of [1]-tensors", "dispatch add [1]+[1]", "js", 1.2e6),
  atLeast("js: eager add with gradient", "dispatch add [1]+[1] with grad tape", "js", 0.8e6),
  atMost(
    "js: import and first op above an empty program",
    "startup over an empty program",
    "js",
    30,
    "npm run --silent build && ",
  ),
  ...["matmul 256", "matmul 512"].map((workload) => timesFaster(workload, 3.5)),
  timesFaster("relu(x*a+b) 1M", 8),
  timesFaster("softmax [4096,1024]", 15),
  timesFaster("conv2d [32,28,28,32]->64 fwd", 3),
  timesFaster("conv2d [8,56,56,64]->64 fwd", 3),
  timesFaster("train MLP b128", 4),
  timesFaster("train LSTM h128 t64 b32", 5),
  timesFaster("train nanoGPT 4L d128 t128 b16", 4),
  atLeast("js: conv2d forward + backward, GFLOP/s", "conv2d [32,28,28,32]->64 fwd+bwd NCHW", "js", 4),
  atLeast("js: train CNN, steps/s", "train CNN b64", "js", 0.8),
  {
    name: "installed from tarballs: trains in Node, by require, in a Vite build and in a plain module script",
    command: "npx vitest run --project install --reporter=verbose",
    figure: (output) => `${output.match(/✓.*train in/g)?.length ?? 0} of 4 ways`,
    holds: (output) => output.match(/✓.*train in/g)?.length === 4,
  },
];

/** @param {string} output of size-limit, whose first entry is all of core @returns {number} bytes */
function coreSize(output) {
  return Number(/"size":\s*(\d+)/.exec(output)?.[1]);
}

/** @param {string} backend @returns {Bar} */
function conforms(backend) {
  return {
    name: `conformance of ${backend}, eager, compiled and async: 0 failed, 0 gaps`,
    command: `npm run --silent conformance -- --backend ${backend}`,
    holds: (output) => / passed, 0 failed, 0 known gaps, /.test(output),
  };
}

/** @param {string} what @param {string} workload @param {string} backend @param {number} least @returns {Bar} */
function atLeast(what, workload, backend, least) {
  const bar = benchmark(workload, backend);
  return {
    ...bar,
    name: `${what}: at least ${least.toLocaleString("en")}`,
    holds: (output) => measured(output).value >= least,
  };
}

/** @param {string} what @param {string} workload @param {string} backend @param {number} most @returns {Bar} */
function atMost(what, workload, backend, most, before = "") {
  const bar = benchmark(workload, backend);
  return {
    ...bar,
    name: `${what}: at most ${most.toLocaleString("en")} ms`,
    command: before + bar.command,
    holds: (output) => measured(output).value <= most,
  };
}

/**
 * js beside TensorFlow.js's cpu backend in one alternating run: the ratio of their medians. Each in its own order of memory.
 * @param {string} workload @param {number} least @returns {Bar}
 */
function timesFaster(workload, least) {
  const ratio = (/** @type {string} */ output) => {
    const results = output.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
    const of = (/** @type {string} */ peer) => results.find((result) => result.peer === peer)?.value ?? Number.NaN;
    return of("tenon-js") / of("tfjs-cpu");
  };
  return {
    name: `js beside tfjs-cpu: ${workload} at least ${least}×`,
    command: `npm run --silent bench -- --backend js --peer tfjs-cpu --limit 300 --only '^${literally(workload)}( NCHW| NHWC)?$'`,
    figure: (output) =>
      Number.isNaN(ratio(output))
        ? "no two results (npm run bench:peers-install comes first)"
        : `${ratio(output).toLocaleString("en", { maximumSignificantDigits: 3 })}×`,
    holds: (output) => ratio(output) >= least,
  };
}

/** @param {string} name @returns {string} a pattern that matches it alone */
function literally(name) {
  return name.replace(/[[\]()+*]/g, "\\$&");
}

/** @param {string} workload @param {string} backend */
function benchmark(workload, backend) {
  return {
    command: `npm run --silent bench -- --backend ${backend} --only '^${literally(workload)}$'`,
    figure: (/** @type {string} */ output) => {
      const { value, unit } = measured(output);
      return `${value.toLocaleString("en", { maximumSignificantDigits: 4 })} ${unit}`;
    },
  };
}

/** @param {string} output of a benchmark with one result @returns {{ value: number, unit: string }} */
function measured(output) {
  const line = output.trim().split("\n").at(-1) ?? "";
  const { value, unit } = line.startsWith("{") ? JSON.parse(line) : { value: null, unit: "" };
  return { value: value ?? Number.NaN, unit };
}
