// No source file over 600 lines: one idea per file. Generated files are exempt.
import { readFileSync } from "node:fs";
import { trackedFiles } from "./tracked-files.mjs";

const limit = 600;
const generated = /(^|\/)generated\/|\.generated\.ts$/;

const tooLong = trackedFiles(/\.(?:ts|tsx|js|mjs|cjs|css|html)$/)
  .filter((file) => !generated.test(file))
  .map((file) => ({ file, lines: readFileSync(file, "utf8").split("\n").length - 1 }))
  .filter(({ lines }) => lines > limit);

for (const { file, lines } of tooLong) console.log(`${file}: ${lines} lines, at most ${limit}. Split it by idea.`);
process.exitCode = tooLong.length > 0 ? 1 : 0;
