// The heavy form of the tests beside it, for `npm run bars`. Prints one line; details go to stderr.
//   losses: 20 steps of each training on every backend, eager and compiled, against PyTorch's losses
//   memory: 2,000 synchronous steps on every backend
import { withBackend } from "@tenon/core";
import { BACKENDS, type BackendName, backendNamed } from "./backends.js";
import fixtures from "./fixtures/losses.json" with { type: "json" };
import { longRun } from "./long-run.js";
import { distance, losses, TRAININGS } from "./trainings.js";

const [what, only] = process.argv.slice(2);
const chosen = BACKENDS.filter((name) => only === undefined || name === only);
const measure = what === "memory" ? flatness : closeness;
const results: { figure: string; holds: boolean }[] = [];
for (const name of chosen) results.push(await measure(name));
const title = what === "memory" ? "distinct memory uses after step 10" : "largest relative difference to PyTorch";
console.log(`${title}: ${results.map((result, i) => `${chosen[i]} ${result.figure}`).join(", ")}`);
process.exit(results.length > 0 && results.every((result) => result.holds) ? 0 : 1);

async function closeness(backendName: BackendName) {
  const backend = await backendNamed(backendName);
  let worst = 0;
  for (const name of TRAININGS)
    for (const mode of ["eager", "compiled"] as const) {
      const start = performance.now();
      const found = withBackend(backend, () => distance(losses(name, mode), fixtures.losses[name]));
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.error(`${backendName} ${name} ${mode}: ${found.toExponential(1)} in ${seconds} s`);
      worst = Math.max(worst, found);
    }
  return { figure: worst.toExponential(1), holds: worst <= (backendName === "js" ? 1e-5 : 1e-4) };
}

async function flatness(backendName: BackendName) {
  const uses = new Set(longRun(await backendNamed(backendName), 2000).slice(9));
  return { figure: `${uses.size} (${[...uses][0]})`, holds: uses.size === 1 };
}
