import * as js from "@tenon/backend-js";
import * as tfjs from "@tenon/backend-tfjs/node";
import * as wasm from "@tenon/backend-wasm";
import * as core from "@tenon/core";
import * as fft from "@tenon/core/fft";
import * as linalg from "@tenon/core/linalg";
import * as layers from "@tenon/layers";
import * as optimizers from "@tenon/optimizers";

/** A row of a table of a guide: what the reader knows, and what it is called here. */
export interface Row {
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
  readonly isMissing: boolean;
}

/** All rows of a page whose first cell holds code. */
export function rowsOf(text: string): Row[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const [theirs = "", ours = ""] = line.slice(2).split(" | ");
      return { theirs: codeIn(theirs), ours: codeIn(ours), isMissing: ours.startsWith("not yet") };
    });
}

const codeIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

const packages: Record<string, object> = {
  "@tenon/core": core,
  "@tenon/core/linalg": linalg,
  "@tenon/core/fft": fft,
  "@tenon/layers": layers,
  "@tenon/optimizers": optimizers,
  "@tenon/backend-js": js,
  "@tenon/backend-wasm": wasm,
  "@tenon/backend-tfjs/node": tfjs,
};

/** Every name that a program may import, and from where; the main entry first. */
export const importable = new Map(
  Object.entries(packages)
    .reverse()
    .flatMap(([from, names]) => Object.keys(names).map((name) => [name, from] as const)),
);

/** A program with each expression on a line of its own, among the things that a reader has. */
export function programOf(expressions: readonly string[]): string {
  const imports = [...importable].map(([name, from]) => `import { ${name} } from "${from}";`);
  return [...imports, surroundings, ...expressions.map((code) => `{ ${code}; }`)].join("\n");
}

const tensors =
  "x y z v w a b c i j index indices updates mask source ids boundaries sequence weights values factor logits targets " +
  "logProbabilities query key value weight bias theta grid parameter loss image images labels";

const surroundings = `
import type { Backend } from "@tenon/core";
import type { Complex } from "@tenon/core/fft";
import type { StateDict } from "@tenon/layers";
declare const ${tensors
  .split(" ")
  .map((name) => `${name}: Tensor`)
  .join(", ")};
declare const inputLengths: number[], targetLengths: number[];
declare const spectrum: Complex<Tensor>, backend: Backend, state: StateDict;
declare const model: Sequential, optimizer: AdamW;
`;
