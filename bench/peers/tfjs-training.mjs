// The models that TensorFlow.js trains, in its core API with its Adam.
import { labels } from "../src/numbers.ts";
import { causalMask, oneHotRows, transformer, weightScale } from "./definitions.mjs";

/**
 * @param {any} tf the library, which is loaded where it runs
 * @param {(shape: number[], scale?: number, seed?: number) => any} random
 */
export function tfjsTrainings(tf, random) {
  const weight = (/** @type {number[]} */ shape, scale = weightScale(shape)) =>
    tf.variable(random(shape, scale, shape[0]));
  const zeros = (/** @type {number} */ size) => tf.variable(tf.zeros([size]));
  const ones = (/** @type {number} */ size) => tf.variable(tf.ones([size]));
  const dense = (/** @type {number} */ inputs, /** @type {number} */ outputs) => {
    const [w, b] = [weight([inputs, outputs]), zeros(outputs)];
    return (/** @type {any} */ x) => tf.add(tf.matMul(x, w), b);
  };
  const rows = (/** @type {Float32Array} */ values, /** @type {number} */ classes) => tf.tensor(values, [values.length / classes, classes]);
  const crossEntropy = (/** @type {any} */ logits, /** @type {any} */ target) =>
    tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), target), -1)));

  const training = (
    /** @type {string} */ name,
    /** @type {string} */ unit,
    /** @type {number} */ work,
    /** @type {() => () => any} */ build,
  ) => ({
    name,
    unit,
    work,
    prepare() {
      const loss = build();
      const optimizer = tf.train.adam(1e-3);
      return () => tf.tidy(() => void optimizer.minimize(loss, false));
    },
  });

  const mlp = () => {
    const [first, second, third] = [dense(784, 512), dense(512, 256), dense(256, 10)];
    const [x, y] = [random([128, 784]), rows(oneHotRows(128, 10), 10)];
    return () => crossEntropy(third(tf.relu(second(tf.relu(first(x))))), y);
  };

  const cnn = () => {
    const [filters1, bias1] = [weight([3, 3, 1, 32]), zeros(32)];
    const [filters2, bias2] = [weight([3, 3, 32, 64]), zeros(64)];
    const [hidden, head] = [dense(9216, 128), dense(128, 10)];
    const [x, y] = [random([64, 28, 28, 1]), rows(oneHotRows(64, 10), 10)];
    return () => {
      const a = tf.relu(tf.add(tf.conv2d(x, filters1, 1, "valid"), bias1));
      const b = tf.relu(tf.add(tf.conv2d(a, filters2, 1, "valid"), bias2));
      const pooled = tf.maxPool(b, 2, 2, "valid"); // [64, 12, 12, 64]
      return crossEntropy(head(tf.relu(hidden(tf.reshape(pooled, [64, 9216])))), y);
    };
  };

  const lstm = () => {
    const [wx, wh, bias, head] = [weight([32, 512]), weight([128, 512]), zeros(512), dense(128, 1)];
    const [x, y] = [random([32, 64, 32]), random([32, 1])];
    return () => {
      const projected = tf.add(tf.matMul(tf.reshape(x, [-1, 32]), wx), bias); // all steps at once
      let [h, c] = [tf.zeros([32, 128]), tf.zeros([32, 128])];
      for (const step of tf.unstack(tf.reshape(projected, [32, 64, 512]), 1)) {
        const [i, f, g, o] = tf.split(tf.add(step, tf.matMul(h, wh)), 4, 1);
        c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
        h = tf.mul(tf.sigmoid(o), tf.tanh(c));
      }
      return tf.mean(tf.squaredDifference(head(h), y));
    };
  };

  const { batch, context, width, heads, layers, vocabulary } = transformer;
  const tokens = batch * context;
  const gelu = (/** @type {any} */ x) => {
    const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
  };
  const norm = () => {
    const [scale, shift] = [ones(width), zeros(width)];
    return (/** @type {any} */ x) => {
      const centered = tf.sub(x, tf.mean(x, -1, true));
      const variance = tf.mean(tf.square(centered), -1, true);
      return tf.add(tf.mul(tf.mul(centered, tf.rsqrt(tf.add(variance, 1e-5))), scale), shift);
    };
  };
  const block = (/** @type {any} */ mask) => {
    const [norm1, qkv, project, norm2, up, down] = [
      norm(),
      dense(width, 3 * width),
      dense(width, width),
      norm(),
      dense(width, 4 * width),
      dense(4 * width, width),
    ];
    const byHead = (/** @type {any} */ x) =>
      tf.transpose(tf.reshape(x, [batch, context, heads, width / heads]), [0, 2, 1, 3]);
    return (/** @type {any} */ x) => {
      const [q, k, v] = tf.split(qkv(norm1(x)), 3, 1).map(byHead); // [N, H, T, D]
      const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(width / heads)), mask);
      const attended = tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3]);
      const y = tf.add(x, project(tf.reshape(attended, [tokens, width])));
      return tf.add(y, down(gelu(up(norm2(y)))));
    };
  };
  const model = (/** @type {boolean} */ oneHot) => () => {
    const [table, position] = [weight([vocabulary, width], 0.02), weight([context, width], 0.02)];
    const mask = tf.tensor(causalMask(context), [1, 1, context, context]);
    const blocks = Array.from({ length: layers }, () => block(mask));
    const [last, head] = [norm(), weight([width, vocabulary])];
    const indices = tf.tensor(labels(tokens, vocabulary, 31), [tokens], "int32");
    const inputs = rows(oneHotRows(tokens, vocabulary, 31), vocabulary);
    const y = rows(oneHotRows(tokens, vocabulary, 17), vocabulary);
    return () => {
      const embedded = oneHot ? tf.matMul(inputs, table) : tf.gather(table, indices);
      let x = tf.reshape(tf.add(tf.reshape(embedded, [batch, context, width]), position), [tokens, width]);
      for (const layer of blocks) x = layer(x);
      return crossEntropy(tf.matMul(last(x), head), y);
    };
  };

  return [
    training("train MLP b128", "steps/s", 1, mlp),
    training("train CNN b64", "steps/s", 1, cnn),
    training("train LSTM h128 t64 b32", "steps/s", 1, lstm),
    training("train nanoGPT 4L d128 t128 b16", "tokens/s", tokens, model(false)),
    training("train nanoGPT 4L d128 t128 b16 (one-hot embed)", "tokens/s", tokens, model(true)),
  ];
}
