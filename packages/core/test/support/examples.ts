import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { runInThisContext } from "node:vm";
import { DTYPES, isTensor, type Tensor } from "@tenon/core";
import ts from "typescript";
import { expect } from "vitest";

/** An `@example` of a docstring. */
export interface Example {
  /** File and line. */
  readonly where: string;
  readonly code: string;
}

/** All examples in the docstrings of the TypeScript sources below `folder`. */
export function examplesIn(folder: string): Example[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name));
  return files.sort().flatMap((file) => examplesOf(file, relative(folder, file)));
}

function examplesOf(file: string, name: string): Example[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found = new Map<number, Example>();
  const visit = (node: ts.Node) => {
    for (const tag of ts.getJSDocTags(node)) {
      if (tag.tagName.text !== "example") continue;
      const { line } = source.getLineAndCharacterOfPosition(tag.pos);
      found.set(tag.pos, { where: `${name}:${line + 1}`, code: ts.getTextOfJSDocComment(tag.comment) ?? "" });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found.values()];
}

/**
 * The example as the body of an asynchronous JavaScript function. Each statement with a comment behind it is followed by
 * `report(comment, value)`, with the value of an expression, or a list of the values of what a declaration binds.
 * Imports are asked of `load(specifier)`.
 */
function instrumented({ code }: Example): string {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
  const parts = source.statements.map((statement, i) => {
    const text = statement.getText(source);
    if (ts.isImportDeclaration(statement)) return imported(statement);
    const comment = ts.getTrailingCommentRanges(code, statement.end)?.[0];
    if (comment === undefined) return text;
    const said = JSON.stringify(code.slice(comment.pos + 2, comment.end).trim());
    if (ts.isExpressionStatement(statement))
      return `const value${i} = ${statement.expression.getText(source)};\nreport(${said}, value${i});`;
    if (!ts.isVariableStatement(statement)) return text;
    const names = statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
    return `${text}\nreport(${said}, [${names.join(", ")}]);`;
  });
  const { outputText } = ts.transpileModule(parts.join("\n"), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return outputText.replace(/^export \{\};$/m, "");
}

function imported({ importClause, moduleSpecifier }: ts.ImportDeclaration): string {
  const bindings = importClause?.namedBindings;
  if (importClause?.name || (bindings && !ts.isNamedImports(bindings)))
    throw new Error("an example imports names, or a module for its effect");
  const names = (bindings?.elements ?? []).filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => name.text);
  return `const { ${names.join(", ")} } = await load(${moduleSpecifier.getText()});`;
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}

export interface Report {
  /** A comment behind a statement. */
  readonly said: string;
  /** What the statement gave. */
  readonly value: unknown;
}

/** Runs an example among the names of `surroundings`, with `load` for its imports. */
export async function runExample(
  example: Example,
  surroundings: Readonly<Record<string, unknown>>,
  load: (specifier: string) => Promise<unknown>,
): Promise<Report[]> {
  const reports: Report[] = [];
  const report = (said: string, value: unknown) => reports.push({ said, value });
  const scope: Record<string, unknown> = { ...surroundings, load, report };
  const text = `(async ({ ${Object.keys(scope).join(", ")} }) => (async () => {\n${instrumented(example)}\n})())`;
  const made: unknown = runInThisContext(text, { filename: example.where });
  await (made as (scope: object) => Promise<void>)(scope); // the text above is such a function
  return reports;
}

/** Compares what the comments show with what was computed; returns how many showed a value. */
export function expectReports(reports: readonly Report[]): number {
  const showing = reports.filter(({ said }) => /^(shape |[[\d"-]|true|false)/.test(said));
  for (const { said, value } of showing) expectSaid(said, value);
  return showing.length;
}

/** A comment that shows a value: JSON, perhaps several, perhaps with a dtype behind or "shape" before. */
function expectSaid(said: string, value: unknown): void {
  const shape = /^shape (\[.*\])$/.exec(said)?.[1];
  const dtype = DTYPES.find((name) => said.endsWith(`, ${name}`));
  if (dtype !== undefined) expect((value as Tensor).dtype).toBe(dtype); // a dtype is said of a tensor
  if (shape === undefined) expectValues(dtype === undefined ? said : said.slice(0, -dtype.length - 2), value);
  else expect((value as Tensor).shape).toEqual(JSON.parse(shape)); // and so is a shape
}

function expectValues(said: string, value: unknown): void {
  const wanted = JSON.parse(`[${said}]`) as unknown[];
  const actual = plain(value);
  const isList = Array.isArray(value) && (wanted.length > 1 || !sameDepth(wanted[0], actual));
  expectNear(actual, isList ? wanted : wanted[0]);
}

const sameDepth = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === 0 || sameDepth(a[0], b[0])
    : Array.isArray(a) === Array.isArray(b);

function plain(value: unknown): unknown {
  if (isTensor(value)) return value.toArraySync();
  return Array.isArray(value) ? value.map(plain) : value;
}

/** Comments show four digits, before or behind the point. */
const toleranceFor = (wanted: number) => (wanted === 0 ? 1e-6 : wanted > 0.01 ? 6e-5 + 1e-4 * wanted : 1e-4 * wanted);

function expectNear(actual: unknown, wanted: unknown): void {
  if (Array.isArray(wanted)) {
    expect(actual).toHaveLength(wanted.length);
    for (const [i, item] of wanted.entries()) expectNear((actual as unknown[])[i], item); // checked by its length
  } else if (typeof wanted === "number" && typeof actual === "number")
    expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(toleranceFor(Math.abs(wanted)));
  else expect(actual).toEqual(wanted);
}
