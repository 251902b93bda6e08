// Who may import whom (docs/architecture.md). Tests may also lean on any package; apps and bench import all.
const test = "(\\.test\\.ts$|/test/|/(vitest|tsup)\\.config\\.ts$)";

/**
 * @param {string} name @param {string} comment @param {string} from @param {string[]} allowed
 * @returns {import("dependency-cruiser").IForbiddenRuleType}
 */
function mayOnlyImport(name, comment, from, allowed) {
  return {
    name,
    comment,
    severity: "error",
    from: { path: from, pathNot: test },
    to: { pathNot: [...allowed, "(^|/)node_modules/"], dependencyTypesNot: ["core"] },
  };
}

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "core-imports-nothing",
      comment: "core stands on the language alone.",
      severity: "error",
      from: { path: "^packages/core/", pathNot: test },
      to: { pathNot: "^packages/core/" },
    },
    mayOnlyImport(
      "parts-import-core-only",
      "A backend, layers and optimizers import core and their own npm peers.",
      "^packages/(backend-[^/]+|layers|optimizers)/",
      ["^packages/$1/", "^packages/core/"],
    ),
    mayOnlyImport(
      "conformance-imports",
      "The suite imports core, layers and optimizers, so that it favours no backend.",
      "^packages/conformance/",
      ["^packages/(conformance|core|layers|optimizers)/"],
    ),
    {
      name: "listed-packages-only",
      comment: "What a package ships may import only what its package.json offers to whoever installs it.",
      severity: "error",
      from: { path: "^packages/[^/]+/src/", pathNot: test },
      to: { path: "(^|/)node_modules/", dependencyTypesNot: ["npm", "npm-peer", "npm-optional"] },
    },
    {
      name: "packages-know-no-program",
      comment: "Packages, and their tests, import no app and no benchmark.",
      severity: "error",
      from: { path: "^packages/" },
      to: { path: "^(apps|bench)/" },
    },
    {
      name: "resolvable",
      comment: "Every import leads somewhere; another package is entered by its name and its exports only.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-side-doors",
      comment: "Another package is entered by its name, not by a relative path.",
      severity: "error",
      from: { path: "^(packages|apps|bench)/([^/]+)/" },
      to: { path: "^packages/", pathNot: "^$1/$2/", dependencyTypes: ["local"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^((packages|apps)/[^/]+|bench)/(dist|coverage|peers)/" },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@tenon/source", "types", "import", "node", "default"],
      mainFields: ["module", "main", "types"],
      extensions: [".ts", ".mts", ".js", ".mjs", ".cjs", ".json", ".d.ts"],
    },
  },
};
