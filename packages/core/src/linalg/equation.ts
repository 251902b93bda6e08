import { TenonError } from "../errors.js";
import { broadcastShapes, showShape } from "../shape.js";

/** An einsum equation on operands of known shapes: labels of each axis, "…0" and so on for those behind an ellipsis. */
export interface Equation {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  readonly sizes: ReadonlyMap<string, number>;
}

/** Reads an equation in NumPy's notation. */
export function readEquation(text: string, shapes: readonly (readonly number[])[]): Equation {
  const compact = text.replaceAll(" ", "");
  const [left = "", right, ...more] = compact.split("->");
  const terms = left.split(",");
  const isTerm = (term: string) => /^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(term);
  if (more.length > 0 || ![...terms, right ?? ""].every(isTerm))
    throw refuse(
      "invalid_argument",
      text,
      "it cannot be read",
      'letters, "...", commas and one "->", as in "ij,jk->ik"',
    );
  if (terms.length !== shapes.length)
    throw refuse(
      "invalid_argument",
      text,
      `it names ${terms.length} operands, ${shapes.length} were given`,
      "one term for each tensor",
    );
  const hidden = terms.map((term, i) => hiddenAxes(text, term, shapes[i]!));
  const depth = Math.max(0, ...hidden);
  const inputs = terms.map((term, i) => expand(term, hidden[i]!, depth));
  return { inputs, output: outputOf(text, left, right, inputs, depth), sizes: sizesOf(text, inputs, shapes) };
}

/** How many axes an ellipsis stands for. */
function hiddenAxes(text: string, term: string, shape: readonly number[]): number {
  const named = term.replace("...", "").length;
  const rest = shape.length - named;
  if (term.includes("...") ? rest < 0 : rest !== 0)
    throw refuse(
      "shape_mismatch",
      text,
      `"${term}" does not fit a tensor of shape ${showShape(shape)}`,
      `${shape.length} labels, or "..." for those that are not named`,
    );
  return rest;
}

/** Labels of a term; hidden axes align at the end. */
function expand(term: string, hidden: number, depth: number): string[] {
  const [before = "", after] = term.split("...");
  if (after === undefined) return [...before];
  return [...before, ...Array.from({ length: hidden }, (_, i) => `…${depth - hidden + i}`), ...after];
}

/** Left out, the output is the ellipsis and all letters that stand once, in alphabetical order. */
function outputOf(
  text: string,
  left: string,
  right: string | undefined,
  inputs: readonly (readonly string[])[],
  depth: number,
): string[] {
  const letters = [...left].filter((c) => /[A-Za-z]/.test(c));
  const once = letters.filter((c) => letters.indexOf(c) === letters.lastIndexOf(c)).sort();
  const output = expand(right ?? `...${once.join("")}`, depth, depth);
  const known = new Set(inputs.flat());
  for (const [i, label] of output.entries())
    if (!known.has(label) || output.indexOf(label) !== i)
      throw refuse(
        "invalid_argument",
        text,
        `the output names ${label} ${known.has(label) ? "twice" : "and no operand does"}`,
        "labels of the operands, each once",
      );
  return output;
}

/** Sizes of labels; a size of 1 stretches. */
function sizesOf(
  text: string,
  inputs: readonly (readonly string[])[],
  shapes: readonly (readonly number[])[],
): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const [i, labels] of inputs.entries())
    for (const [k, label] of labels.entries()) {
      const size = shapes[i]![k]!;
      const joint = broadcastShapes([sizes.get(label) ?? 1], [size]);
      const isRepeated = labels.indexOf(label) !== k && shapes[i]![labels.indexOf(label)] !== size;
      if (joint === undefined || isRepeated)
        throw refuse(
          "shape_mismatch",
          text,
          `sizes of ${label.startsWith("…") ? "hidden axes" : `"${label}"`} differ in ${shapes.map(showShape).join(" and ")}`,
          "equal sizes under one label, or 1",
        );
      sizes.set(label, joint[0]!);
    }
  return sizes;
}

function refuse(code: "invalid_argument" | "shape_mismatch", text: string, problem: string, help: string): TenonError {
  return new TenonError(code, `einsum: "${text}": ${problem}`, help, { equation: text });
}
