// `npm run bars [-- REGEX]`: what is too heavy for every change, one line per bar. See bars-list.mjs.
import { spawn } from "node:child_process";
import { bars } from "./bars-list.mjs";

/** @typedef {import("./bars-list.mjs").Bar} Bar */

const only = new RegExp(process.argv[2] ?? "", "i");
const chosen = bars.filter((bar) => only.test(bar.name));

let failed = 0;
for (const bar of chosen) {
  const { code, output } = await run(bar.command);
  const figure = bar.figure?.(output) ?? lastLine(output);
  const passed = code === 0 && (bar.holds?.(output) ?? true);
  if (!passed) failed += 1;
  console.log(`${passed ? "PASS" : "FAIL"}  ${bar.name}: ${figure}  (${bar.command})`);
  if (code !== 0) console.log(output.trim().split("\n").slice(-20).join("\n").replace(/^/gm, "      "));
}
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || chosen.length === 0 ? 1 : 0;

/** @param {string} command @returns {Promise<{ code: number, output: string }>} */
function run(command) {
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true });
    let output = "";
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** @param {string} output */
function lastLine(output) {
  return output.trim().split("\n").at(-1)?.trim() ?? "";
}
