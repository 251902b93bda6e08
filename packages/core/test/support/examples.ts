import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

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
 */
export function instrumented({ code }: Example): string {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
  const parts = source.statements.map((statement, i) => {
    const text = statement.getText(source);
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

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}
