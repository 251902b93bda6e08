import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export const SPECIES: readonly string[] = ["Adelie", "Chinstrap", "Gentoo"];
export const MEASUREMENTS: readonly string[] = [
  "Beak Length (mm)",
  "Beak Depth (mm)",
  "Flipper Length (mm)",
  "Body Mass (g)",
];

const require = createRequire(import.meta.url);

/** A penguin that was measured. */
export interface Penguin {
  /** Index into SPECIES. */
  readonly species: number;
  /** In the order of MEASUREMENTS. */
  readonly measurements: readonly number[];
}

type Row = Readonly<Record<string, string | number | null>>;

/**
 * The Palmer penguins (Horst, Hill & Gorman 2020; CC0) as vega-datasets ships them: 344 rows, of which 2 were not measured
 * and are left out. Island and sex are not read: the measurements alone tell the species.
 */
export async function readPenguins(): Promise<Penguin[]> {
  // The package's own entry fetches its files from the network; they lie beside it.
  const entry = require.resolve("vega-datasets");
  const file = join(dirname(entry), "..", "data", "penguins.json");
  const rows = JSON.parse(await readFile(file, "utf8")) as Row[]; // a table, as its data package describes
  return rows.flatMap((row) => {
    const measurements = MEASUREMENTS.map((name) => row[name]);
    const species = SPECIES.indexOf(String(row.Species));
    return species >= 0 && measurements.every((value) => typeof value === "number") ? [{ species, measurements }] : [];
  });
}
