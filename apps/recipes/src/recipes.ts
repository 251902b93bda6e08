import type { Recipe } from "./recipe.js";

interface RecipeEntry {
  readonly about: string;
  load(): Promise<Recipe>;
}

/** Every recipe: its name, what it is about, and its file. */
export const recipes: Readonly<Record<string, RecipeEntry>> = {
  "linear-regression": {
    about: "the first lesson: find y = 2x by gradient descent",
    load: async () => (await import("./recipes/linear-regression.js")).linearRegression,
  },
  penguins: {
    about: "tell three species of penguins apart by their measurements",
    load: async () => (await import("./recipes/penguins.js")).penguins,
  },
};
