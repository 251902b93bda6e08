import type { NumberArray } from "./number-array.js";

/** A matrix inside an array: element (i, j) lies at `at + i·row + j·column`. */
export interface Matrix {
  readonly data: NumberArray;
  readonly at: number;
  readonly row: number;
  readonly column: number;
}
