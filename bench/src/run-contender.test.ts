import { expect, test } from "vitest";
import type { Contender } from "./contenders.js";
import { chapters } from "./names.js";
import { exactly, parseResults, runContender } from "./run-contender.js";

test("a pattern takes a name literally and whole", () => {
  const names = chapters.flatMap(({ topics }) => topics.flat());
  for (const name of names) expect(names.filter((other) => new RegExp(exactly([name])).test(other))).toEqual([name]);
});

test("results are the lines of JSON among whatever else a library prints", () => {
  const output = 'Hello from a library\n{"peer":"p","workload":"w","value":1,"unit":"ms"}\n\n';
  expect(parseResults(output)).toEqual([{ peer: "p", workload: "w", value: 1, unit: "ms" }]);
});

const program = (code: string): Contender => ({
  peer: "p",
  version: "1",
  command: process.execPath,
  args: () => ["-e", code],
});

test("a process that takes too long keeps what it printed and becomes a failure", () => {
  const line = JSON.stringify({ peer: "p", workload: "w first step", value: 1, unit: "ms" });
  const results = runContender(
    program(`console.log('${line}'); setInterval(() => {}, 1000)`),
    ["w", "w first step"],
    1,
  );
  expect(results).toEqual([
    JSON.parse(line),
    { peer: "p", workload: "w", value: null, unit: "error", error: "no result within 1 s" },
  ]);
});

test("a process that ends early says why", () => {
  const [result] = runContender(program("throw new RangeError('no memory')"), ["w"], 10);
  expect(result).toEqual({ peer: "p", workload: "w", value: null, unit: "error", error: "RangeError: no memory" });
});
