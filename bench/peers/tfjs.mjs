// TensorFlow.js, op by op, as its own programs use it: tensors freed by tidy, gradients by its tape.
import { createRequire } from "node:module";
import { numbers } from "../src/numbers.ts";
import { convolutions, MEBI } from "./definitions.mjs";
import { tfjsTrainings } from "./tfjs-training.mjs";

/** @param {"cpu" | "wasm"} engine @returns {Promise<readonly import("../src/workload.ts").Workload[]>} */
export async function tfjsWorkloads(engine) {
  const require = createRequire(import.meta.url); // its CommonJS builds are the ones made for Node
  const tf = require("@tensorflow/tfjs"); // registers gradients, too
  require(`@tensorflow/tfjs-backend-${engine}`);
  if (!(await tf.setBackend(engine))) throw new Error(`TensorFlow.js has no backend ${engine} here`);
  tf.enableProdMode();
  const random = (/** @type {number[]} */ shape, scale = 1, seed = 1) =>
    tf.tensor(numbers(tf.util.sizeFromShape(shape), scale, seed), shape);
  /** Computes `f` and frees what it made. */
  const run = (/** @type {() => unknown} */ f) => () => tf.dispose(tf.tidy(f));

  return [
    ...[256, 512, 1024, 2048].map((n) => ({
      name: `matmul ${n}`,
      unit: "GFLOP/s",
      work: (2 * n ** 3) / 1e9,
      prepare() {
        const [a, b] = [random([n, n]), random([n, n], 1, 7)];
        return run(() => tf.matMul(a, b));
      },
    })),
    ...[1, 16].map((mebi) => ({
      name: `relu(x*a+b) ${mebi}M`,
      unit: "GB/s",
      work: (8 * mebi * MEBI) / 1e9,
      prepare() {
        const x = random([mebi * MEBI]);
        return run(() => tf.relu(tf.add(tf.mul(x, 1.5), 0.5)));
      },
    })),
    {
      name: "sum 16M",
      unit: "GB/s",
      work: (4 * 16 * MEBI) / 1e9,
      prepare() {
        const x = random([16 * MEBI]);
        return run(() => tf.sum(x));
      },
    },
    {
      name: "softmax [4096,1024]",
      unit: "GB/s",
      work: (8 * 4096 * 1024) / 1e9,
      prepare() {
        const x = random([4096, 1024]);
        return run(() => tf.softmax(x));
      },
    },
    ...convolutions.flatMap(({ name, batch, size, inChannels, outChannels, forward }) => {
      const inputs = () => [random([batch, size, size, inChannels]), random([3, 3, inChannels, outChannels], 0.1, 3)];
      const convolve = (/** @type {unknown} */ x, /** @type {unknown} */ w) => tf.conv2d(x, w, 1, "same");
      return [
        {
          name: `${name} fwd NHWC`,
          unit: "GFLOP/s",
          work: forward,
          prepare() {
            const [x, w] = inputs();
            return run(() => convolve(x, w));
          },
        },
        {
          name: `${name} fwd+bwd NHWC`,
          unit: "GFLOP/s",
          work: 3 * forward,
          prepare() {
            const xw = inputs();
            const gradients = tf.grads(convolve); // of ones
            return run(() => gradients(xw));
          },
        },
      ];
    }),
    ...tfjsTrainings(tf, random),
    ...[1, 1024].map((size) => ({
      name: `dispatch add [${size}]+[${size}]`,
      unit: "ops/s",
      work: 1000,
      prepare() {
        const [a, b] = [tf.ones([size]), tf.ones([size])];
        return () => {
          for (let i = 0; i < 1000; i++) tf.add(a, b).dispose();
        };
      },
    })),
  ];
}
