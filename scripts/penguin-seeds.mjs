// Trains the penguins recipe from five seeds on each backend, and once more from the first: the figures of two bars.
// Last line: `js 98.8 %, …`. Fails when a mean is under 97 %, a run differs from its repetition, or one takes 20 s.
import { execFileSync } from "node:child_process";
import { performance } from "node:perf_hooks";

const backends = process.argv.length > 2 ? process.argv.slice(2) : ["js", "tfjs-cpu", "tfjs-wasm", "wasm"];
const seeds = [0, 1, 2, 3, 4];

const means = backends.map((backend) => {
  const runs = seeds.map((seed) => train(backend, seed));
  const again = train(backend, 0);
  const mean = runs.reduce((sum, { metrics }) => sum + metrics.accuracy, 0) / runs.length;
  const slowest = Math.max(...runs.map(({ wall }) => wall));
  const same = JSON.stringify(again.metrics) === JSON.stringify(runs[0]?.metrics);
  if (!(mean >= 0.97 && same && slowest < 20)) process.exitCode = 1;
  console.log(
    `${backend}: ${runs.map(({ metrics }) => percent(metrics.accuracy)).join(", ")}; ` +
      `seed 0 again: ${same ? "the same" : "DIFFERENT"}; slowest npm start ${slowest.toFixed(1)} s`,
  );
  return `${backend} ${percent(mean)}`;
});
console.log(means.join(", "));

/** @param {string} backend @param {number} seed @returns {{ metrics: { accuracy: number }, wall: number }} */
function train(backend, seed) {
  const begin = performance.now();
  const args = ["start", "--silent", "--", "penguins", "--backend", backend, "--seed", String(seed), "--json"];
  const { metrics } = JSON.parse(execFileSync("npm", args, { encoding: "utf8" }));
  return { metrics, wall: (performance.now() - begin) / 1000 };
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
