// Packages draw random numbers from their own seeded stream and build no code from strings.
import { readFileSync } from "node:fs";
import ts from "typescript";
import { trackedFiles } from "./tracked-files.mjs";

const findings = trackedFiles(/^packages\/[^/]+\/src\/.*\.(?:ts|tsx|js|mjs)$/).flatMap(findIn);
for (const finding of findings) console.log(finding);
process.exitCode = findings.length > 0 ? 1 : 0;

/** @param {string} file */
function findIn(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  /** @type {string[]} */
  const found = [];
  const visit = (/** @type {ts.Node} */ node) => {
    const reason = forbidden(node);
    if (reason) {
      const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push(`${file}:${line + 1}:${character + 1}: ${reason}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** @param {ts.Node} node @returns {string | undefined} why the node may not stand in a package */
function forbidden(node) {
  if (ts.isPropertyAccessExpression(node) && isNamed(node.expression, "Math") && node.name.text === "random") {
    return "Math.random cannot be seeded: take a key.";
  }
  if (ts.isElementAccessExpression(node) && isNamed(node.expression, "Math")) {
    return "write Math.name, so that this check can read it.";
  }
  if (ts.isVariableDeclaration(node) && node.initializer && isNamed(node.initializer, "Math")) {
    return "write Math.name, so that this check can read it.";
  }
  if (ts.isCallExpression(node) && isNamed(node.expression, "eval")) return "eval builds code from a string.";
  if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && isNamed(node.expression, "Function")) {
    return "Function builds code from a string.";
  }
  return undefined;
}

/** @param {ts.Node} node @param {string} name @returns {boolean} for `name` and `globalThis.name` */
function isNamed(node, name) {
  if (ts.isParenthesizedExpression(node)) return isNamed(node.expression, name);
  if (ts.isPropertyAccessExpression(node)) {
    return ts.isIdentifier(node.expression) && node.expression.text === "globalThis" && node.name.text === name;
  }
  return ts.isIdentifier(node) && node.text === name;
}
