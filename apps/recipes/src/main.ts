import { performance } from "node:perf_hooks";
import { manualSeed, setBackend } from "@tenon/core";
import { backends } from "./backends.js";
import { type Command, readCommandLine, usage } from "./command-line.js";
import { recipes } from "./recipes.js";
import { alignColumns } from "./terminal/columns.js";
import { Screen, type Sink } from "./terminal/screen.js";
import { UsageError } from "./usage-error.js";

/** Runs what the arguments ask for. Returns the exit code: 0, 1 when a run failed, 2 when the arguments are wrong. */
export async function main(args: readonly string[], stdout: Sink, stderr: Sink): Promise<number> {
  try {
    const command = readCommandLine(args);
    if (command.action === "help") stdout.write(`${usage}\n`);
    else if (command.action === "list") stdout.write(`${listRecipes()}\n`);
    else await runRecipe(command, stdout, stderr);
    return 0;
  } catch (error) {
    const known = error instanceof UsageError || (error instanceof Error && error.name === "TenonError");
    stderr.write(`${known ? (error as Error).message : stackOf(error)}\n`); // known: an Error of one of the two kinds
    return error instanceof UsageError ? 2 : 1;
  }
}

async function runRecipe(command: Command, stdout: Sink, stderr: Sink): Promise<void> {
  const { recipe: name, backend: backendName, seed, json } = command;
  // With --json a person may still be watching, on the error stream.
  const screen = new Screen(json ? (stderr.isTTY ? stderr : undefined) : stdout);
  const recipe = await recipes[name]!.load(); // the command line only lets known names through
  const backend = await backends[backendName]!();
  setBackend(backend);
  manualSeed(seed);

  const begin = performance.now();
  const metrics = await recipe.run({ backend, seed, epochs: command.epochs ?? recipe.epochs, screen });
  const seconds = Math.round(performance.now() - begin) / 1000;
  if (json) stdout.write(`${JSON.stringify({ recipe: name, backend: backendName, seed, seconds, metrics })}\n`);
  else screen.line(screen.dim(`  ${seconds.toFixed(1)} s`));
}

function listRecipes(): string {
  const rows = Object.entries(recipes).map(([name, { about }]) => [`  ${name}`, about]);
  return alignColumns(rows).join("\n");
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
