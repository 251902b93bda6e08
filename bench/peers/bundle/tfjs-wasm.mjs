import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";

await tf.setBackend("wasm");
const weights = [
  [784, 512],
  [512, 256],
  [256, 10],
].map((shape) => tf.variable(tf.randomNormal(shape, 0, 0.05)));
const [x, y] = [tf.ones([128, 784]), tf.oneHot(tf.zeros([128], "int32"), 10)];
const loss = tf.train.adam(1e-3).minimize(() => {
  const hidden = weights.slice(0, -1).reduce((h, w) => tf.relu(tf.matMul(h, w)), x);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(tf.matMul(hidden, weights.at(-1))), y), -1)));
}, true);
loss.print();
