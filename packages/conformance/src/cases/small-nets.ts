import { type Backend, type DType, type Generator, gelu, type Tensor } from "@tenon/core";
import {
  BatchNorm2d,
  Conv2d,
  Dropout,
  Flatten,
  LayerNorm,
  Linear,
  LSTM,
  MaxPool2d,
  Module,
  MultiHeadAttention,
  ReLU,
  Sequential,
} from "@tenon/layers";

/** Where and in what a net is made: one generator seed gives the same first weights on every backend. */
export interface Place {
  readonly backend: Backend;
  readonly dtype: DType;
  readonly generator: Generator;
}

/** A model from one tensor to one tensor. */
export type Net = Module & { forward(x: Tensor): Tensor };

/** [N, 6] → [N, 3] */
export function smallPerceptron(place: Place): Net {
  return new Sequential(new Linear(6, 17, place), new ReLU(), new Linear(17, 3, place));
}

/** [N, 1, 6, 6] → [N, 3] */
export function smallConvolutionNet(place: Place): Net {
  return new Sequential(
    new Conv2d(1, 4, 3, { padding: 1, ...place }),
    new BatchNorm2d(4, place),
    new ReLU(),
    new MaxPool2d(2),
    new Dropout(0.25, place),
    new Flatten(),
    new Linear(36, 3, place),
  );
}

/** [T, N, 3] → [T, N, 2] */
export class SmallRecurrentNet extends Module {
  readonly lstm: LSTM;
  readonly head: Linear;

  constructor(place: Place) {
    super();
    this.lstm = new LSTM(3, 5, place);
    this.head = new Linear(5, 2, place);
  }

  forward(x: Tensor): Tensor {
    return this.head.call(this.lstm.call(x).output); // [T, N, 5] → [T, N, 2]
  }
}

/** One block of a transformer: [N, T, 8] → [N, T, 8] */
export class SmallAttentionBlock extends Module {
  readonly norm: LayerNorm;
  readonly attention: MultiHeadAttention;
  readonly head: Linear;

  constructor(place: Place) {
    super();
    this.norm = new LayerNorm(8, place);
    this.attention = new MultiHeadAttention(8, 2, { batchFirst: true, ...place });
    this.head = new Linear(8, 8, place);
  }

  forward(x: Tensor): Tensor {
    const normal = this.norm.call(x);
    const mixed = this.attention.call(normal, normal, normal, { causal: true }).add(x);
    return gelu(this.head.call(mixed)).add(mixed);
  }
}
