// What each peer weighs in a page and on the disk.
import { existsSync, readFileSync } from "node:fs";
import { measureSizes } from "../src/measure-sizes.ts";

const tfjsWasm = "@tensorflow/tfjs-backend-wasm";

/** @type {Record<string, { packages: string[], binary?: string }>} */
const peers = {
  "tfjs-cpu": { packages: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu"] },
  "tfjs-wasm": {
    packages: ["@tensorflow/tfjs-core", tfjsWasm],
    binary: `${tfjsWasm}/dist/tfjs-backend-wasm-simd.wasm`,
  },
  "jax-js-wasm": { packages: ["@jax-js/jax"] },
  "ort-node": {
    packages: ["onnxruntime-node"],
    binary: `onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}/libonnxruntime.so.1`,
  },
  "ort-web": { packages: ["onnxruntime-web"], binary: "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm" },
};

/** @param {string} peer with or without a number of threads @param {(name: string) => boolean} wants */
export async function* measurePeerSizes(peer, wants) {
  const name = peer.replace(/-\dt$/, "");
  const { packages, binary } = peers[name];
  const program = new URL(`./bundle/${name}.mjs`, import.meta.url);
  const file = binary && folder(binary);
  yield* measureSizes(
    peer,
    {
      folders: [...closure(packages)].map(folder),
      ...(existsSync(program) && { program }),
      ...(file && existsSync(file) && { binary: file }),
    },
    wants,
  );
}

/** @param {string} path */
function folder(path) {
  return new URL(`./node_modules/${path}`, import.meta.url);
}

/** The packages and what they depend on. @param {string[]} packages @param {Set<string>} found @returns {Set<string>} */
function closure(packages, found = new Set()) {
  for (const name of packages) {
    const manifest = folder(`${name}/package.json`);
    if (found.has(name) || !existsSync(manifest)) continue; // one that is nested lies in its parent's folder
    found.add(name);
    closure(Object.keys(JSON.parse(readFileSync(manifest, "utf8")).dependencies ?? {}), found);
  }
  return found;
}
