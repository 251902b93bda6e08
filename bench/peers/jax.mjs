// jax-js: arrays are consumed by the ops they are given to; `.ref` keeps one for later.
import * as jax from "@jax-js/jax";
import { numbers } from "../src/numbers.ts";
import { convolutions, MEBI } from "./definitions.mjs";
import { jaxTrainings } from "./jax-training.mjs";

const { numpy: np, nn, lax, jit, tree } = jax;

/** @returns {Promise<readonly import("../src/workload.ts").Workload[]>} */
export async function jaxWorkloads() {
  await jax.init("wasm");
  jax.defaultDevice("wasm");

  return [
    ...[256, 512, 1024, 2048].map((n) => ({
      name: `matmul ${n}`,
      unit: "GFLOP/s",
      work: (2 * n ** 3) / 1e9,
      prepare() {
        const [a, b] = [random([n, n]), random([n, n], 1, 7)];
        return () => finish(np.matmul(a.ref, b.ref));
      },
    })),
    ...[1, 16].flatMap((mebi) =>
      bothWays(`relu(x*a+b) ${mebi}M`, (8 * mebi * MEBI) / 1e9, [mebi * MEBI], (x) => nn.relu(x.mul(1.5).add(0.5))),
    ),
    {
      name: "sum 16M",
      unit: "GB/s",
      work: (4 * 16 * MEBI) / 1e9,
      prepare() {
        const x = random([16 * MEBI]);
        return () => finish(np.sum(x.ref));
      },
    },
    ...bothWays("softmax [4096,1024]", (8 * 4096 * 1024) / 1e9, [4096, 1024], (x) => nn.softmax(x, -1)),
    ...convolutions.flatMap(({ name, batch, size, inChannels, outChannels, forward }) => {
      const inputs = () => [random([batch, inChannels, size, size]), random([outChannels, inChannels, 3, 3], 0.1, 3)];
      const convolve = (/** @type {jax.Array} */ x, /** @type {jax.Array} */ w) => lax.conv(x, w, [1, 1], "SAME");
      return [
        {
          name: `${name} fwd NCHW`,
          unit: "GFLOP/s",
          work: forward,
          prepare() {
            const [x, w] = inputs();
            return () => finish(convolve(x.ref, w.ref));
          },
        },
        {
          name: `${name} fwd+bwd NCHW`,
          unit: "GFLOP/s",
          work: 3 * forward,
          prepare() {
            const [x, w] = inputs();
            const both = jit(jax.valueAndGrad((x, w) => np.sum(convolve(x, w)), { argnums: [0, 1] })); // the value keeps the forward pass
            return () => finish(both(x.ref, w.ref));
          },
        },
      ];
    }),
    ...jaxTrainings(random),
    dispatch("dispatch add [1]+[1]", 1, (sum) => void sum.dataSync()),
    dispatch("dispatch add [1]+[1] async", 1, finish),
    dispatch("dispatch add [1024]+[1024]", 1024, finish),
  ];
}

/** @param {number[]} shape */
function random(shape, scale = 1, seed = 1) {
  const size = shape.reduce((product, n) => product * n, 1);
  return np.array(numbers(size, scale, seed)).reshape(shape);
}

/** Waits for what a call returned, and frees it. @param {any} result */
async function finish(result) {
  await jax.blockUntilReady(result);
  tree.dispose(result);
}

/** @param {string} name @param {number} work @param {number[]} shape @param {(x: jax.Array) => jax.Array} f */
function bothWays(name, work, shape, f) {
  const workload = (/** @type {string} */ suffix, /** @type {() => typeof f} */ called) => ({
    name: name + suffix,
    unit: "GB/s",
    work,
    prepare() {
      const [x, g] = [random(shape), called()];
      return () => finish(g(x.ref));
    },
  });
  return [workload("", () => f), workload(" jit", () => jit(f))];
}

/** Ops run when their result is asked for, so each is. @param {string} name @param {number} size @param {(sum: jax.Array) => void | Promise<void>} ask */
function dispatch(name, size, ask) {
  return {
    name,
    unit: "ops/s",
    work: 100,
    prepare() {
      const [a, b] = [random([size]), random([size], 1, 7)];
      return async () => {
        for (let i = 0; i < 100; i++) await ask(a.ref.add(b.ref));
      };
    },
  };
}
