import type { Backend } from "@tenon/core";
import type { Screen } from "./terminal/screen.js";

/** What a recipe is run with. The backend is already set and the default random stream seeded. */
export interface RecipeContext {
  readonly backend: Backend;
  readonly seed: number;
  readonly epochs: number;
  readonly screen: Screen;
}

/** Figures by name, as `--json` prints them; a classifier's matrix counts [actual][predicted]. */
export type Metrics = Readonly<Record<string, number | readonly (readonly number[])[]>>;

/** A program that trains something and says how well. Each file in `recipes/` exports one. */
export interface Recipe {
  /** Passes over the data unless `--epochs` says otherwise. */
  readonly epochs: number;
  run(context: RecipeContext): Promise<Metrics>;
}
