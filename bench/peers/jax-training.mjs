// The models that jax-js trains: one jitted step from parameters and moments to the next.
import * as jax from "@jax-js/jax";
import { causalMask, oneHotRows, transformer, weightScale } from "./definitions.mjs";

/** @typedef {import("@jax-js/jax").Array} Arr */

const { numpy: np, nn, lax, jit, grad, tree } = jax;
const [beta1, beta2, learningRate, epsilon] = [0.9, 0.999, 1e-3, 1e-8];

/** @param {(shape: number[], scale?: number, seed?: number) => Arr} random */
export function jaxTrainings(random) {
  const weight = (/** @type {number[]} */ ...shape) => random(shape, weightScale(shape), shape[0]);
  const { batch, context, width, heads, layers, vocabulary } = transformer;
  const tokens = batch * context;
  return [
    training("train MLP b128", "steps/s", 1, mlp, () => ({
      parameters: [weight(784, 512), zeros(512), weight(512, 256), zeros(256), weight(256, 10), zeros(10)],
      data: [random([128, 784]), rows(oneHotRows(128, 10), 10)],
    })),
    training("train CNN b64", "steps/s", 1, cnn, () => ({
      parameters: [
        ...[random([32, 1, 3, 3], 0.3), zeros(32), random([64, 32, 3, 3], 0.1), zeros(64)],
        ...[weight(9216, 128), zeros(128), weight(128, 10), zeros(10)],
      ],
      data: [random([64, 1, 28, 28]), rows(oneHotRows(64, 10), 10)],
    })),
    training("train LSTM h128 t64 b32", "steps/s", 1, lstm, () => ({
      parameters: [weight(32, 512), weight(128, 512), zeros(512), weight(128, 1), zeros(1)],
      data: [random([64, 32, 32]), random([32, 1])],
    })),
    training("train nanoGPT 4L d128 t128 b16", "tokens/s", tokens, languageModel(heads), () => ({
      parameters: {
        table: random([vocabulary, width], 0.02),
        position: random([context, width], 0.02),
        norm: [np.ones([width]), zeros(width)],
        head: weight(width, vocabulary),
        blocks: Array.from({ length: layers }, () => ({
          norm1: [np.ones([width]), zeros(width)],
          qkv: [weight(width, 3 * width), zeros(3 * width)],
          project: [weight(width, width), zeros(width)],
          norm2: [np.ones([width]), zeros(width)],
          up: [weight(width, 4 * width), zeros(4 * width)],
          down: [weight(4 * width, width), zeros(width)],
        })),
      },
      data: [
        rows(oneHotRows(tokens, vocabulary, 31), vocabulary),
        rows(oneHotRows(tokens, vocabulary, 17), vocabulary),
        rows(causalMask(context), context),
      ],
    })),
  ];
}

/**
 * Adam (Kingma & Ba 2015) on a tree of parameters; without the bias correction, which would retrace or cost an input.
 * @param {string} name @param {string} unit @param {number} work
 * @param {(parameters: any, ...data: Arr[]) => Arr} loss @param {() => { parameters: any, data: Arr[] }} build
 */
function training(name, unit, work, loss, build) {
  const step = (
    /** @type {any} */ parameters,
    /** @type {any} */ first,
    /** @type {any} */ second,
    /** @type {Arr[]} */ ...data
  ) => {
    const gradients = grad(loss)(tree.ref(parameters), ...data);
    const m = tree.map((m, g) => m.mul(beta1).add(g.mul(1 - beta1)), first, tree.ref(gradients));
    const v = tree.map((v, g) => v.mul(beta2).add(np.square(g).mul(1 - beta2)), second, gradients);
    const moved = tree.map(
      (p, m, v) => p.sub(m.mul(learningRate).div(np.sqrt(v).add(epsilon))),
      parameters,
      tree.ref(m),
      tree.ref(v),
    );
    return [moved, m, v];
  };
  return {
    name,
    unit,
    work,
    hasFirstStep: true,
    prepare() {
      const { parameters, data } = build();
      const moments = () => tree.map((p) => np.zeros(p.shape), parameters);
      const compiled = jit(step);
      let state = [parameters, moments(), moments()];
      return async () => {
        state = compiled(...state, ...data.map((x) => x.ref));
        await jax.blockUntilReady(state);
      };
    },
  };
}

/** @param {Arr[]} parameters @param {Arr} x @param {Arr} y */
function mlp([w1, b1, w2, b2, w3, b3], x, y) {
  const a = nn.relu(np.matmul(x, w1).add(b1));
  const b = nn.relu(np.matmul(a, w2).add(b2));
  return crossEntropy(np.matmul(b, w3).add(b3), y);
}

/** @param {Arr[]} parameters @param {Arr} x @param {Arr} y */
function cnn([k1, c1, k2, c2, w1, b1, w2, b2], x, y) {
  const a = nn.relu(lax.conv(x, k1, [1, 1], "VALID").add(c1.reshape([32, 1, 1])));
  const b = nn.relu(lax.conv(a, k2, [1, 1], "VALID").add(c2.reshape([64, 1, 1]))); // [64, 64, 24, 24]
  const pooled = np.max(b.reshape([64, 64, 12, 2, 12, 2]), [3, 5]); // it has no pooling with a gradient
  const hidden = nn.relu(np.matmul(pooled.reshape([64, 9216]), w1).add(b1));
  return crossEntropy(np.matmul(hidden, w2).add(b2), y);
}

/** @param {Arr[]} parameters @param {Arr} x time first @param {Arr} y */
function lstm([wx, wh, bias, wd, bd], x, y) {
  const projected = np.matmul(x.reshape([2048, 32]), wx).add(bias);
  let [h, c] = [np.zeros([32, 128]), np.zeros([32, 128])];
  for (const step of np.split(projected.reshape([64, 32, 512]), 64, 0)) {
    const [i, f, g, o] = np.split(step.reshape([32, 512]).add(np.matmul(h, wh.ref)), 4, 1);
    c = nn
      .sigmoid(f)
      .mul(c)
      .add(nn.sigmoid(i).mul(np.tanh(g)));
    h = nn.sigmoid(o).mul(np.tanh(c.ref));
  }
  c.dispose();
  wh.dispose();
  return np.mean(np.square(np.matmul(h, wd).add(bd).sub(y)));
}

/** Pre-norm blocks; tokens come one-hot, for there is no gradient of taking rows. @param {number} heads */
function languageModel(heads) {
  return (
    /** @type {any} */ { table, position, norm, head, blocks },
    /** @type {Arr} */ tokens,
    /** @type {Arr} */ y,
    /** @type {Arr} */ mask,
  ) => {
    const [context, width] = position.shape;
    const byHead = (/** @type {Arr} */ t) => t.reshape([-1, context, heads, width / heads]).transpose([0, 2, 1, 3]);
    const embedded = np.matmul(tokens, table).reshape([-1, context, width]).add(position);
    let x = embedded.reshape([-1, width]);
    for (const { norm1, qkv, project, norm2, up, down } of blocks) {
      const [q, k, v] = np.split(dense(normalize(x.ref, norm1), qkv), 3, 1).map(byHead); // [N, H, T, D]
      const scores = np
        .matmul(q, k.transpose([0, 1, 3, 2]))
        .mul(Math.sqrt(heads / width))
        .add(mask.ref);
      const attended = np.matmul(nn.softmax(scores, -1), v).transpose([0, 2, 1, 3]).reshape([-1, width]);
      x = x.add(dense(attended, project));
      x = x.ref.add(dense(gelu(dense(normalize(x, norm2), up)), down));
    }
    mask.dispose();
    return crossEntropy(np.matmul(normalize(x, norm), head), y);
  };
}

/** @param {Arr} x @param {Arr[]} weights */
function dense(x, [w, b]) {
  return np.matmul(x, w).add(b);
}

/** @param {Arr} x @param {Arr[]} weights */
function normalize(x, [scale, shift]) {
  const centered = x.ref.sub(np.mean(x, -1, { keepdims: true }));
  const variance = np.mean(np.square(centered.ref), -1, { keepdims: true });
  return centered
    .div(np.sqrt(variance.add(1e-5)))
    .mul(scale)
    .add(shift);
}

/** @param {Arr} x */
function gelu(x) {
  const cube = np.square(x.ref).mul(x.ref);
  const inner = x.ref.add(cube.mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
  return x.mul(0.5).mul(np.tanh(inner).add(1));
}

/** @param {Arr} logits @param {Arr} target one-hot */
function crossEntropy(logits, target) {
  return np.mean(np.sum(nn.logSoftmax(logits, -1).mul(target), -1)).neg();
}

/** @param {number} size */
function zeros(size) {
  return np.zeros([size]);
}

/** @param {Float32Array} values @param {number} columns */
function rows(values, columns) {
  return np.array(values).reshape([-1, columns]);
}
