// The lock file names no registry, so that `npm ci` uses the one of the machine it runs on.
import { readFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const addresses = Object.entries(lock.packages)
  .filter(([, entry]) => /^(?:https?|git)/.test(entry.resolved ?? ""))
  .map(([path, entry]) => `package-lock.json: ${path} is resolved to ${entry.resolved}`);

if (/^(?:@[^:]+:)?registry\s*=/m.test(readFileSync(".npmrc", "utf8"))) addresses.push(".npmrc: names a registry");

for (const address of addresses) console.log(address);
if (addresses.length > 0) console.log("Run `npm install` with the .npmrc of this project.");
process.exitCode = addresses.length > 0 ? 1 : 0;
