import {
  asTensor,
  embedding,
  equal,
  iota,
  isRecording,
  normal,
  type Parameter,
  TenonError,
  type Tensor,
  type TensorLike,
  unsqueeze,
  where,
} from "@tenon/core";
import { checkCount, type LayerOptions, parameter } from "../module/make-variables.js";
import { Module } from "../module/module.js";

export interface EmbeddingOptions extends LayerOptions {
  /** A row that starts at 0 and gets no gradient: the one of a padding token. Negative counts from the end. */
  readonly paddingIdx?: number;
}

/**
 * A table of learned vectors, looked up by index, as torch.nn.Embedding.
 * Shapes: indices [...] of integers → [..., embeddingDim]; weight [numEmbeddings, embeddingDim], which starts standard normal.
 *
 * @throws TenonError `index_out_of_range` for an index outside the table; `dtype_mismatch` for floats.
 * @example
 * new Embedding(1000, 64).call(tensor([[1, 5, 2]], { dtype: "int32" })).shape; // [1, 3, 64]
 */
export class Embedding extends Module {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | undefined;
  readonly weight: Parameter;

  constructor(numEmbeddings: number, embeddingDim: number, { paddingIdx, ...options }: EmbeddingOptions = {}) {
    super();
    checkCount("Embedding", "numEmbeddings", numEmbeddings);
    checkCount("Embedding", "embeddingDim", embeddingDim);
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = paddingIdx === undefined ? undefined : rowOf(paddingIdx, numEmbeddings);
    this.weight = parameter(() => {
      const table = normal([numEmbeddings, embeddingDim], options);
      if (this.paddingIdx === undefined) return table;
      const rows = iota([numEmbeddings, 1], 0, { backend: table.backend }); // [V, 1]
      return where(equal(rows, this.paddingIdx), 0, table);
    });
  }

  forward(indices: TensorLike): Tensor {
    const rows = embedding(indices, this.weight);
    if (this.paddingIdx === undefined || !isRecording()) return rows;
    const isPadding = unsqueeze(equal(asTensor(indices, "Embedding"), this.paddingIdx), -1); // [..., 1]
    return where(isPadding, rows.detach(), rows);
  }
}

function rowOf(index: number, rows: number): number {
  const row = index < 0 ? index + rows : index;
  if (Number.isInteger(index) && row >= 0 && row < rows) return row;
  throw new TenonError(
    "invalid_argument",
    `Embedding: paddingIdx ${index} is not a row of ${rows}`,
    `an integer from ${-rows} to ${rows - 1}`,
    { paddingIdx: index, numEmbeddings: rows },
  );
}
