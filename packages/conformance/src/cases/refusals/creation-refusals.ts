import { type DType, full, tensor } from "@tenon/core";
import type { Refusal } from "./refusal.js";

export const creationRefusals: readonly Refusal[] = [
  ["tensor/ragged", "ragged_array", (_, t) => tensor([[1, 2], [3]], { backend: t.backend })],
  ["tensor/shape", "shape_mismatch", (_, t) => tensor([1, 2, 3], { shape: [2, 2], backend: t.backend })],
  ["tensor/dtype", "dtype_mismatch", (_, t) => tensor([1], { dtype: "float8" as DType, backend: t.backend })], // on purpose
  ["full/shape", "invalid_argument", (_, t) => full([2, -1], 0, { backend: t.backend })],
];
