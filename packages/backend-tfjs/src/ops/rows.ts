import { type Engine, viewed } from "../engine.js";
import type { TfjsHandle } from "../handle.js";

/** `x` as rows of `length` elements: the rows that `index` names, [index.length, length]. */
export function gatherRows(engine: Engine, x: TfjsHandle, length: number, index: Int32Array): TfjsHandle {
  return engine.compose(() =>
    engine.run("GatherNd", {
      params: viewed(x, [sizeOfRows(x, length), length]),
      indices: engine.make(index, [index.length, 1], "int32"),
    }),
  );
}

/** Zeros of `rows` rows with the rows of `updates` added, in order, at `index`: [rows, length]. */
export function scatterRows(
  engine: Engine,
  updates: TfjsHandle,
  length: number,
  index: Int32Array,
  rows: number,
): TfjsHandle {
  return engine.compose(() =>
    engine.run(
      "ScatterNd",
      {
        indices: engine.make(index, [index.length, 1], "int32"),
        updates: viewed(updates, [index.length, length]),
      },
      { shape: [rows, length] },
    ),
  );
}

function sizeOfRows(x: TfjsHandle, length: number): number {
  let size = 1;
  for (const n of x.shape) size *= n;
  return size / length;
}
