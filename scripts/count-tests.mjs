// Prints `N passed, N failed` from vitest's JSON report. A gate that failed without a failing test counts as one.
import { readFileSync } from "node:fs";

const [, , report = "", broken = "0"] = process.argv;
const { passed, failed } = read(report);
const failures = failed === 0 && broken !== "0" ? 1 : failed;
console.log(`${passed} passed, ${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;

/** @param {string} file */
function read(file) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, "utf8"));
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
