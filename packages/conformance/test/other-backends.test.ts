import { loadBackend } from "../src/load-backend.js";
import { certify } from "../src/vitest.js";

/** `npm run bars` runs the whole suite on each. */
const FIFTH = { sample: { share: 0.2, seed: 1 } };

for (const name of ["wasm", "tfjs-cpu", "tfjs-wasm"]) certify(await loadBackend(name), FIFTH);
