import { expect, test } from "vitest";
import { columnStatistics, standardize } from "./standardize.js";

test("measures in standard deviations from the mean", () => {
  const statistics = columnStatistics([
    [1, 10],
    [3, 10.5],
  ]);
  expect(statistics).toEqual({ mean: [2, 10.25], deviation: [1, 0.25] });
  expect(standardize([4, 10], statistics)).toEqual([2, -1]);
});
