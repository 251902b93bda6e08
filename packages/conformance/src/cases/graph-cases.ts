import type { Case } from "../case.js";
import { randomProgram } from "../samples/random-program.js";
import { sampleCase } from "./sample-case.js";

const CASES = 40;
const PROGRAMS = 8;

/** Random programs of 2 to 16 ops, exact to the bit: views, broadcasts, casts and reductions meet as nobody wrote them. */
export const graphCases: readonly Case[] = Array.from({ length: CASES }, (_, i) => {
  const length = 2 + (i % 15);
  return sampleCase(
    `graph/${length}-ops/${i}`,
    { compute: ["float32", "int32", "bool"], rank: 4, strict: true },
    (stream) =>
      Array.from({ length: PROGRAMS }, (_, k) => ({ label: `program ${k}`, ...randomProgram(stream, length) })),
  );
});
