import { createTfjsBackend } from "./src/node.js";

for (const engine of ["cpu", "wasm"] as const) await createTfjsBackend({ engine });
console.log(process.listeners("uncaughtException").length, process.listeners("unhandledRejection").length);
