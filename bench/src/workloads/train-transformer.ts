import { crossEntropy, type Tensor, tensor } from "@tenon/core";
import { Embedding, GELU, LayerNorm, Linear, Module, MultiHeadAttention, Sequential } from "@tenon/layers";
import { labels } from "../numbers.js";
import { trainingWorkload } from "./train.js";

const BATCH = 16;
const CONTEXT = 128;
const WIDTH = 128;
const HEADS = 4;
const LAYERS = 4;
const VOCABULARY = 65;

const NAME = `train nanoGPT ${LAYERS}L d${WIDTH} t${CONTEXT} b${BATCH}`;
const TOKENS = BATCH * CONTEXT;

/** A character transformer: pre-norm, causal attention, tanh-GELU, untied head, cross-entropy over all positions. */
export const trainTransformer = transformer(NAME, () => new Embedding(VOCABULARY, WIDTH), tokens);

/** The same with tokens one-hot and their embedding as a matrix product. */
export const trainTransformerOneHot = transformer(
  `${NAME} (one-hot embed)`,
  () => new Linear(VOCABULARY, WIDTH, { bias: false }),
  () => tensor(oneHot(labels(TOKENS, VOCABULARY, 31))).reshape([BATCH, CONTEXT, VOCABULARY]),
);

function transformer(name: string, embed: () => Embedding | Linear, input: () => Tensor) {
  return trainingWorkload(name, { unit: "tokens/s", work: TOKENS }, () => {
    const model = new Transformer(embed());
    return {
      model,
      x: input(),
      y: tensor(labels(TOKENS, VOCABULARY, 17)),
      loss: (x, y) => crossEntropy(model.call(x).flatten(0, 1), y),
    };
  });
}

class Transformer extends Module {
  readonly position = new Embedding(CONTEXT, WIDTH);
  readonly blocks = Array.from({ length: LAYERS }, () => new Block());
  readonly norm = new LayerNorm(WIDTH);
  readonly head = new Linear(WIDTH, VOCABULARY, { bias: false });

  constructor(readonly embed: Embedding | Linear) {
    super();
  }

  forward(x: Tensor): Tensor {
    let y = this.embed.call(x).add(this.position.weight); // [N, T, D] + [T, D]
    for (const block of this.blocks) y = block.call(y);
    return this.head.call(this.norm.call(y)); // [N, T, V]
  }
}

class Block extends Module {
  readonly norm1 = new LayerNorm(WIDTH);
  readonly attention = new MultiHeadAttention(WIDTH, HEADS, { batchFirst: true });
  readonly norm2 = new LayerNorm(WIDTH);
  readonly mlp = new Sequential(
    new Linear(WIDTH, 4 * WIDTH),
    new GELU({ approximate: "tanh" }),
    new Linear(4 * WIDTH, WIDTH),
  );

  forward(x: Tensor): Tensor {
    const y = this.norm1.call(x);
    const attended = x.add(this.attention.call(y, y, y, { causal: true }));
    return attended.add(this.mlp.call(this.norm2.call(attended)));
  }
}

function tokens(): Tensor {
  return tensor(labels(TOKENS, VOCABULARY, 31)).reshape([BATCH, CONTEXT]);
}

function oneHot(indices: Int32Array): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(indices.length * VOCABULARY);
  indices.forEach((index, i) => {
    rows[i * VOCABULARY + index] = 1;
  });
  return rows;
}
