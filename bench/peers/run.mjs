// PEER [--only REGEX], under bench/src/typescript/register.mjs: one JSON line per result, measured as Tenon's own are.
import { parseArgs } from "node:util";
import { measureStartup } from "../src/measure-startup.ts";
import { resultLine } from "../src/result.ts";
import { runWorkload } from "../src/run-workload.ts";
import { measurePeerSizes } from "./sizes.mjs";

/** @typedef {import("../src/workload.ts").Workload} Workload */

/** @type {Record<string, () => Promise<readonly Workload[]>>} */
const peers = {
  "tfjs-cpu": async () => (await import("./tfjs.mjs")).tfjsWorkloads("cpu"),
  "tfjs-wasm": async () => (await import("./tfjs.mjs")).tfjsWorkloads("wasm"),
  "jax-js-wasm": async () => (await import("./jax.mjs")).jaxWorkloads(),
  "ort-node-1t": async () => (await import("./ort.mjs")).ortWorkloads("node", 1),
  "ort-node-2t": async () => (await import("./ort.mjs")).ortWorkloads("node", 2),
  "ort-web-1t": async () => (await import("./ort.mjs")).ortWorkloads("web", 1),
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", default: "" } },
});
const [peer = ""] = positionals;
const load = peers[peer];
if (load === undefined) throw new Error(`PEER is one of ${Object.keys(peers).join(", ")}`);

const only = new RegExp(values.only);
const wants = (/** @type {string} */ name) => only.test(name);
const startup = new URL(`./startup/${peer.replace(/-\dt$/, "")}.mjs`, import.meta.url);
for await (const result of measureStartup(peer, startup, wants)) console.log(resultLine(result));
for await (const result of measurePeerSizes(peer, wants)) console.log(resultLine(result));
for (const workload of await load())
  for await (const result of runWorkload(peer, workload, wants)) console.log(resultLine(result));
process.exit(0); // some libraries keep workers
