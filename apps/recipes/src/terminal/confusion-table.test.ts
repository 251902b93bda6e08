import { expect, test } from "vitest";
import { confusionMatrix } from "../data/confusion-matrix.js";
import { confusionTable } from "./confusion-table.js";
import { Screen } from "./screen.js";

test("counts predictions by actual class", () => {
  expect(confusionMatrix([0, 0, 1, 2], [0, 1, 1, 2], 3)).toEqual([
    [1, 1, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
});

test("draws a matrix as an aligned table", () => {
  const counts = [
    [30, 1, 0],
    [0, 14, 0],
    [0, 0, 125],
  ];
  expect(confusionTable(counts, ["Adelie", "Chinstrap", "Gentoo"], new Screen(undefined))).toEqual([
    "            │ predicted                 │",
    "  actual    │ Adelie  Chinstrap  Gentoo │   found",
    "  ──────────┼───────────────────────────┼────────",
    "  Adelie    │     30          1       · │  96.8 %",
    "  Chinstrap │      ·         14       · │ 100.0 %",
    "  Gentoo    │      ·          ·     125 │ 100.0 %",
  ]);
});
