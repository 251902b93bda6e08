// `npm run docs`: the API of every published package as pages in docs/api, which git ignores. With --check nothing is
// written. Either way it fails on a broken link, an export without a docstring and a file without a family.
import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, Comment, CommentTag, Converter, ReflectionKind } from "typedoc";
import { familyNames, familyOf } from "./api-families.mjs";
import { publishedPackages } from "./published-packages.mjs";

/** @typedef {import("typedoc").DeclarationReflection} DeclarationReflection */

const root = fileURLToPath(new URL("..", import.meta.url));
const coreSources = join(root, "packages/core/src");

/** Source of each entry → what a program imports it by: `@tenon/core/linalg`. @type {Map<string, string>} */
const entries = new Map(
  publishedPackages(root).flatMap(({ directory, name }) => {
    /** @type {Record<string, { "@tenon/source"?: string }>} */
    const exported = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")).exports;
    return Object.entries(exported).flatMap(([path, { "@tenon/source": source }]) =>
      source === undefined ? [] : [/** @type {const} */ ([join(directory, source), join(name, path)])],
    );
  }),
);

const application = await Application.bootstrap({
  name: "Tenon",
  entryPoints: [...entries.keys()],
  tsconfig: join(root, "tsconfig.json"),
  skipErrorChecking: true, // the gate for types has seen them
  out: join(root, "docs/api"),
  readme: join(root, "README.md"),
  disableGit: true,
  sourceLinkTemplate: "../../../{path}", // from a page in docs/api to the file in the repository
  excludePrivate: true,
  excludeInternal: true,
  headings: { readme: false },
  navigation: { includeCategories: true },
  groupOrder: ["Classes", "Functions", "Variables", "Interfaces", "Type Aliases", "*"],
  kindSortOrder: ["Module", "Class", "Function", "Variable", "Interface", "TypeAlias", "Reference"],
  categorizeByGroup: false,
  categoryOrder: [...familyNames, "*"],
  defaultCategory: "Exports",
  validation: { notExported: false, invalidLink: true, rewrittenLink: true, invalidPath: true },
});

application.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  const users = usersOfOptions(project);
  for (const module of modules(project)) {
    const entry = entries.get(fileOf(module));
    if (entry !== undefined) module.name = entry;
    for (const item of module.children ?? []) {
      const functions = users.get(item.name);
      if (functions && !item.comment) item.comment = new Comment([text(`Options of ${functions.join(", ")}.`)]);
      if (module.name === "@tenon/core") setFamily(item);
    }
  }
});

const project = await application.convert();
if (project === undefined) process.exit(1);
application.validate(project);
for (const module of modules(project))
  for (const item of module.children ?? [])
    if (!isDocumented(item)) application.logger.error(`${module.name}: ${item.name} has no docstring`);
const failed = application.logger.hasErrors() || application.logger.hasWarnings();
if (!failed && !process.argv.includes("--check")) await application.generateOutputs(project);
process.exitCode = failed ? 1 : 0;

/** @param {import("typedoc").ProjectReflection} project @returns {DeclarationReflection[]} */
function modules(project) {
  return (project.children ?? []).filter((child) => child.kindOf(ReflectionKind.Module));
}

/** Name of a type of options → the functions that take it. @param {import("typedoc").ProjectReflection} project */
function usersOfOptions(project) {
  /** @type {Map<string, string[]>} */
  const users = new Map();
  for (const item of modules(project).flatMap((module) => module.children ?? []))
    for (const parameter of item.signatures?.flatMap((signature) => signature.parameters ?? []) ?? []) {
      const type = parameter.type?.type === "reference" ? parameter.type.name : "";
      const known = users.get(type) ?? [];
      if (/Options$/.test(type) && !known.includes(`\`${item.name}\``)) users.set(type, [...known, `\`${item.name}\``]);
    }
  return users;
}

/** Puts an export of core under the heading of its file. @param {DeclarationReflection} item */
function setFamily(item) {
  if (item.kindOf(ReflectionKind.Reference)) return;
  const file = relative(coreSources, fileOf(item)).split(sep).join("/");
  const family = familyOf(file, item.name);
  if (family === undefined) application.logger.error(`scripts/api-families.mjs: no family for ${item.name} of ${file}`);
  else
    for (const place of item.signatures ?? [item]) {
      place.comment ??= new Comment();
      place.comment.blockTags.push(new CommentTag("@category", [text(family)]));
    }
}

/** @param {DeclarationReflection} item */
function isDocumented(item) {
  const says = (/** @type {Comment | undefined} */ comment) => (comment?.summary.length ?? 0) > 0;
  return (
    item.kindOf(ReflectionKind.Reference) ||
    says(item.comment) ||
    (item.signatures ?? []).some((it) => says(it.comment))
  );
}

/** @param {DeclarationReflection} item */
function fileOf(item) {
  return item.sources?.[0]?.fullFileName ?? "";
}

/** @param {string} words @returns {import("typedoc").CommentDisplayPart} */
function text(words) {
  return { kind: "text", text: words };
}
