import { parseArgs } from "node:util";
import { backends } from "./backends.js";
import { recipes } from "./recipes.js";
import { UsageError } from "./usage-error.js";

/** What the command line asks for. */
export interface Command {
  readonly action: "run" | "list" | "help";
  readonly recipe: string;
  readonly backend: string;
  readonly seed: number;
  /** Undefined: the recipe's own. */
  readonly epochs: number | undefined;
  readonly json: boolean;
}

export const usage = `npm start -- [RECIPE] [OPTIONS]

  --list           the recipes
  --backend NAME   ${Object.keys(backends).join(", ")}; default js
  --seed N         a whole number from 0; default 0. One seed and one backend: the same numbers, always
  --epochs N       passes over the data; default: the recipe's own
  --json           prints one JSON object and nothing else (npm start --silent -- --json)
  --help           this text

The default recipe is penguins.`;

/** Reads the arguments after `npm start --`. Throws UsageError for what is unknown or out of range. */
export function readCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [recipe = "penguins", ...others] = positionals;
  if (others.length > 0) throw new UsageError(`one recipe at a time: ${positionals.join(" or ")}?`);
  const backend = values.backend ?? "js";
  requireKnown("recipe", recipe, recipes);
  requireKnown("backend", backend, backends);
  return {
    action: values.help ? "help" : values.list ? "list" : "run",
    recipe,
    backend,
    seed: wholeNumber("--seed", values.seed ?? "0", 0),
    epochs: values.epochs === undefined ? undefined : wholeNumber("--epochs", values.epochs, 1),
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        list: { type: "boolean" },
        backend: { type: "string" },
        seed: { type: "string" },
        epochs: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    const [reason = ""] = String(error instanceof Error ? error.message : error).split(/\. (?:To specify|Did you)/);
    throw new UsageError(`${reason.replace(/\.$/, "")}\n\n${usage}`);
  }
}

function requireKnown(kind: string, name: string, known: Readonly<Record<string, unknown>>): void {
  if (Object.hasOwn(known, name)) return;
  const names = Object.keys(known).map((one) => `  ${one}`);
  throw new UsageError(`there is no ${kind} "${name}". The ${kind}s are:\n${names.join("\n")}`);
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < least)
    throw new UsageError(`${option}: a whole number from ${least} was expected, "${text}" was given`);
  return value;
}
