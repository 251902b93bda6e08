import { Generator, gelu, maxPool2d, Parameter, scope, type Tensor, type TensorLike, zeros } from "@tenon/core";
import {
  BatchNorm2d,
  Conv2d,
  Dropout,
  Embedding,
  LayerNorm,
  Linear,
  LSTM,
  Module,
  MultiHeadAttention,
} from "@tenon/layers";

/** The models of scripts/training_fixtures.py, field for field. */

export class MLP extends Module {
  readonly fc1 = new Linear(16, 32);
  readonly fc2 = new Linear(32, 32);
  readonly fc3 = new Linear(32, 4);

  forward(x: TensorLike): Tensor {
    return this.fc3.call(this.fc2.call(this.fc1.call(x).relu()).tanh());
  }
}

export class CNN extends Module {
  readonly conv1 = new Conv2d(3, 8, 3, { padding: 1 });
  readonly norm1 = new BatchNorm2d(8);
  readonly drop = new Dropout(0.25, { generator: new Generator(7) });
  readonly conv2 = new Conv2d(8, 16, 3, { padding: 1 });
  readonly norm2 = new BatchNorm2d(16);
  readonly head = new Linear(16 * 3 * 3, 5);

  forward(x: TensorLike): Tensor {
    const first = maxPool2d(this.norm1.call(this.conv1.call(x)).relu(), { kernelSize: 2 }); // [N, 8, 6, 6]
    const second = this.norm2.call(this.conv2.call(this.drop.call(first))).relu();
    return this.head.call(maxPool2d(second, { kernelSize: 2 }).flatten(1)); // [N, 5]
  }
}

export class Recurrent extends Module {
  readonly lstm = new LSTM(6, 24);
  readonly head = new Linear(24, 3);

  forward(x: TensorLike): Tensor {
    return this.head.call(this.lstm.call(x).output.at(-1));
  }
}

export class Block extends Module {
  readonly embed = new Embedding(20, 32);
  readonly position = scope(() => new Parameter(zeros([16, 32])));
  readonly norm1 = new LayerNorm(32);
  readonly attention = new MultiHeadAttention(32, 4, { batchFirst: true });
  readonly norm2 = new LayerNorm(32);
  readonly fc1 = new Linear(32, 64);
  readonly fc2 = new Linear(64, 32);
  readonly norm3 = new LayerNorm(32);
  readonly head = new Linear(32, 20);

  forward(tokens: TensorLike): Tensor {
    const x = this.embed.call(tokens).add(this.position); // [N, T, 32]
    const y = this.norm1.call(x);
    const attended = x.add(this.attention.call(y, y, y, { causal: true }));
    const mixed = attended.add(this.fc2.call(gelu(this.fc1.call(this.norm2.call(attended)))));
    return this.head.call(this.norm3.call(mixed)).flatten(0, 1); // [N·T, 20]
  }
}
