import {
  asTensor,
  type Generator,
  linear,
  narrow,
  type Parameter,
  permute,
  reshape,
  scaledDotProductAttention,
  showShape,
  split,
  TenonError,
  type Tensor,
  type TensorLike,
  transpose,
  unsqueeze,
  zeros,
} from "@tenon/core";
import { xavierUniform } from "../initializers/xavier.js";
import { Linear } from "../linear/linear.js";
import { checkCount, checkProbability, type LayerOptions, parameter } from "../module/make-variables.js";
import { Module } from "../module/module.js";
import { combineMasks } from "./masks.js";

export interface MultiHeadAttentionOptions extends LayerOptions {
  /** Probability of dropping an attention weight in training; default 0. */
  readonly dropout?: number;
  /** Learn biases of the projections; default true. */
  readonly bias?: boolean;
  /** Features of keys and values; default embedDim. */
  readonly keyDim?: number;
  readonly valueDim?: number;
  /** True: tensors are [N, T, E]. Default false: [T, N, E], as in PyTorch. */
  readonly batchFirst?: boolean;
}

/** What a call may hide. */
export interface AttendOptions {
  /** A query sees only keys at its own position and before. */
  readonly causal?: boolean;
  /** bool [N, S]: true where a key is padding, which nobody sees. */
  readonly keyPaddingMask?: TensorLike | undefined;
  /** [T, S] or [N·heads, T, S]; bool: true where a query does not see a key; float: added to the scores. */
  readonly attentionMask?: TensorLike | undefined;
}

/**
 * Multi-head attention (Vaswani et al. 2017, §3.2.2), as torch.nn.MultiheadAttention: softmax(q·kᵀ/√D)·v in each of
 * `numHeads` projections of D = embedDim/numHeads features, then a projection of them all.
 * Shapes: query [T, N, embedDim], key [S, N, keyDim], value [S, N, valueDim] → [T, N, embedDim]; N first with `batchFirst`,
 * or no N at all. Key defaults to query and value to key.
 *
 * Parameters have PyTorch's layout: `inProjWeight` [3·embedDim, embedDim] holds query, key and value weights one after another;
 * with another `keyDim` or `valueDim` they are three.
 *
 * @throws TenonError `invalid_argument` unless numHeads divides embedDim; `shape_mismatch`, `dtype_mismatch` for other inputs.
 * @example
 * const attention = new MultiHeadAttention(64, 4, { batchFirst: true });
 * const x = uniform([8, 16, 64]);
 * attention.call(x, x, x, { causal: true }).shape; // [8, 16, 64]
 */
export class MultiHeadAttention extends Module {
  readonly embedDim: number;
  readonly numHeads: number;
  readonly dropout: number;
  readonly batchFirst: boolean;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly inProjWeight: Parameter | undefined;
  readonly qProjWeight: Parameter | undefined;
  readonly kProjWeight: Parameter | undefined;
  readonly vProjWeight: Parameter | undefined;
  readonly inProjBias: Parameter | undefined;
  readonly outProj: Linear;
  readonly #generator: Generator | undefined;

  constructor(embedDim: number, numHeads: number, settings: MultiHeadAttentionOptions = {}) {
    super();
    const {
      dropout = 0,
      bias = true,
      keyDim = embedDim,
      valueDim = embedDim,
      batchFirst = false,
      ...options
    } = settings;
    for (const [name, value] of Object.entries({ embedDim, numHeads, keyDim, valueDim }))
      checkCount("MultiHeadAttention", name, value);
    checkProbability("MultiHeadAttention", "dropout", dropout);
    if (embedDim % numHeads !== 0)
      throw new TenonError(
        "invalid_argument",
        `MultiHeadAttention: ${numHeads} heads do not divide ${embedDim} features`,
        "an embedDim that is a multiple of numHeads",
        { embedDim, numHeads },
      );
    this.embedDim = embedDim;
    this.numHeads = numHeads;
    this.dropout = dropout;
    this.batchFirst = batchFirst;
    this.keyDim = keyDim;
    this.valueDim = valueDim;
    this.#generator = options.generator;
    const weight = (rows: number, columns: number) => parameter(() => xavierUniform([rows, columns], options));
    if (keyDim === embedDim && valueDim === embedDim) this.inProjWeight = weight(3 * embedDim, embedDim);
    else {
      this.qProjWeight = weight(embedDim, embedDim);
      this.kProjWeight = weight(embedDim, keyDim);
      this.vProjWeight = weight(embedDim, valueDim);
    }
    this.inProjBias = bias ? parameter(() => zeros([3 * embedDim], options)) : undefined;
    this.outProj = new Linear(embedDim, embedDim, { bias, ...options });
    if (this.outProj.bias !== undefined) {
      const zero = zeros([embedDim], options);
      this.outProj.bias.assign(zero);
      zero.dispose();
    }
  }

  forward(
    query: TensorLike,
    key: TensorLike = query,
    value: TensorLike = key,
    { causal = false, keyPaddingMask, attentionMask }: AttendOptions = {},
  ): Tensor {
    this.#check(query, key, value);
    const batchless = query.shape.length === 2;
    const x = this.#batchFirst(query); // [N, T, E]
    const source = key === query ? x : this.#batchFirst(key); // [N, S, K]
    const target = value === key ? source : this.#batchFirst(value); // [N, S, V]
    const [q, k, v] = this.#project(x, source, target); // [N, H, T or S, D]
    const mask = combineMasks(attentionMask, keyPaddingMask, {
      batch: x.shape[0]!,
      heads: this.numHeads,
      queries: x.shape[1]!,
      keys: source.shape[1]!,
    });
    const dropout = this.training ? this.dropout : 0;
    const heads = scaledDotProductAttention(q, k, v, { mask, causal, dropout, generator: this.#generator }); // [N, H, T, D]
    const joined = reshape(permute(heads, [0, 2, 1, 3]), x.shape); // [N, T, E]
    const y = this.outProj.call(joined);
    if (batchless) return reshape(y, query.shape);
    return this.batchFirst ? y : transpose(y, 0, 1);
  }

  /** Queries, keys and values by head; one matrix product for those that project the same tensor. */
  #project(x: Tensor, source: Tensor, target: Tensor): [Tensor, Tensor, Tensor] {
    const { embedDim } = this;
    const part = (t: Tensor, weight: TensorLike, first: number, count: number): Tensor[] => {
      const bias = this.inProjBias && rows(this.inProjBias, first * embedDim, count * embedDim);
      return this.#heads(linear(t, weight, bias), count);
    };
    const { inProjWeight } = this;
    const pick = (t: Tensor, first: number, count: number) =>
      part(t, rows(inProjWeight!, first * embedDim, count * embedDim), first, count); // called where it is there
    let all: Tensor[];
    if (inProjWeight === undefined) {
      const weights = [this.qProjWeight!, this.kProjWeight!, this.vProjWeight!]; // the constructor made one or the others
      all = [x, source, target].flatMap((t, i) => part(t, weights[i]!, i, 1));
    } else if (source !== target) all = [...pick(x, 0, 1), ...pick(source, 1, 1), ...pick(target, 2, 1)];
    else if (x !== source) all = [...pick(x, 0, 1), ...pick(source, 1, 2)];
    else all = pick(x, 0, 3);
    return all as [Tensor, Tensor, Tensor]; // the counts add up to three
  }

  /** [N, T, count·E] → count × [N, H, T, D] */
  #heads(projected: Tensor, count: number): Tensor[] {
    const [batch, length] = projected.shape as [number, number, number];
    const cut = reshape(projected, [batch, length, count * this.numHeads, this.embedDim / this.numHeads]);
    const heads = permute(cut, [0, 2, 1, 3]); // [N, count·H, T, D]
    return count === 1 ? [heads] : split(heads, this.numHeads, { axis: 1 });
  }

  #batchFirst(x: TensorLike): Tensor {
    if (x.shape.length === 2) return unsqueeze(x, 0);
    return this.batchFirst ? asTensor(x, "MultiHeadAttention") : transpose(x, 0, 1);
  }

  #check(query: TensorLike, key: TensorLike, value: TensorLike): void {
    const { embedDim, keyDim, valueDim, batchFirst } = this;
    const rank = query.shape.length;
    const [n, s] = batchFirst || rank === 2 ? [0, rank - 2] : [1, 0];
    const fits =
      (rank === 2 || rank === 3) &&
      [query, key, value].every(
        (x, i) => x.shape.length === rank && x.shape[rank - 1] === [embedDim, keyDim, valueDim][i],
      ) &&
      key.shape[s] === value.shape[s] &&
      (rank === 2 || (query.shape[n] === key.shape[n] && key.shape[n] === value.shape[n]));
    if (fits) return;
    const lead = (length: string) => (batchFirst ? `N, ${length}` : `${length}, N`);
    throw new TenonError(
      "shape_mismatch",
      `MultiHeadAttention: query [${lead("T")}, ${embedDim}], key [${lead("S")}, ${keyDim}] and value [${lead("S")}, ${valueDim}] were expected, ${[query, key, value].map((x) => showShape(x.shape)).join(", ")} were given`,
      "one N in all three and one S in key and value, or no N at all",
      { query: query.shape, key: key.shape, value: value.shape },
    );
  }
}

/** `count` rows of a parameter; all of them without a copy. */
function rows(parameter: Parameter, start: number, count: number): TensorLike {
  return count === parameter.shape[0] ? parameter : narrow(parameter, 0, start, count);
}
