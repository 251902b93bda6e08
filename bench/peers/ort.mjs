// ONNX Runtime: inference only, for its npm packages do not train. A run is one session.run.
import { numbers } from "../src/numbers.ts";
import { convolutions, MEBI } from "./definitions.mjs";
import { onnxModel } from "./onnx-model.mjs";

/** @typedef {import("./onnx-model.mjs").Value} Value */
/** @typedef {import("./onnx-model.mjs").Step} Step */

/** @param {"node" | "web"} build @param {number} threads @returns {Promise<readonly import("../src/workload.ts").Workload[]>} */
export async function ortWorkloads(build, threads) {
  const ort = await import(build === "node" ? "onnxruntime-node" : "onnxruntime-web");
  if (build === "web") ort.env.wasm.numThreads = threads;
  const options = {
    executionProviders: [build === "node" ? "cpu" : "wasm"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  };

  const workload = (
    /** @type {string} */ name,
    /** @type {string} */ unit,
    /** @type {number} */ work,
    /** @type {() => { steps: Step[], values: Value[], output: readonly number[] }} */ graph,
    calls = 1,
  ) => ({
    name,
    unit,
    work,
    async prepare() {
      const { steps, values, output } = graph();
      const session = await ort.InferenceSession.create(onnxModel(steps, values, output), options);
      const inputs = values.filter(({ data }) => data === undefined);
      const feeds = Object.fromEntries(inputs.map(({ name, shape }) => [name, random(ort, shape)]));
      if (calls === 1) return () => session.run(feeds);
      return async () => {
        for (let i = 0; i < calls; i++) await session.run(feeds);
      };
    },
  });
  const unary = (
    /** @type {string} */ op,
    /** @type {number[]} */ shape,
    /** @type {number[]} */ output,
    /** @type {Step["attributes"]} */ attributes,
  ) => ({
    steps: [{ op, inputs: ["x"], attributes }],
    values: [{ name: "x", shape }],
    output,
  });
  const binary = (/** @type {string} */ op, /** @type {number[]} */ shape) => ({
    steps: [{ op, inputs: ["a", "b"] }],
    values: ["a", "b"].map((name) => ({ name, shape })),
    output: shape,
  });

  return [
    ...[256, 512, 1024, 2048].map((n) =>
      workload(`matmul ${n}`, "GFLOP/s", (2 * n ** 3) / 1e9, () => binary("MatMul", [n, n])),
    ),
    ...[1, 16].map((mebi) =>
      workload(`relu(x*a+b) ${mebi}M`, "GB/s", (8 * mebi * MEBI) / 1e9, () => ({
        steps: [
          { op: "Mul", inputs: ["x", "scale"] },
          { op: "Add", inputs: ["0", "shift"] },
          { op: "Relu", inputs: ["1"] },
        ],
        values: [{ name: "x", shape: [mebi * MEBI] }, scalar("scale", 1.5), scalar("shift", 0.5)],
        output: [mebi * MEBI],
      })),
    ),
    workload("sum 16M", "GB/s", (4 * 16 * MEBI) / 1e9, () => unary("ReduceSum", [16 * MEBI], [], { keepdims: 0 })),
    workload("softmax [4096,1024]", "GB/s", (8 * 4096 * 1024) / 1e9, () =>
      unary("Softmax", [4096, 1024], [4096, 1024], { axis: 1 }),
    ),
    ...convolutions.map(({ name, batch, size, inChannels, outChannels, forward }) =>
      workload(`${name} fwd NCHW`, "GFLOP/s", forward, () => ({
        steps: [{ op: "Conv", inputs: ["x", "w"], attributes: { pads: [1, 1, 1, 1], kernel_shape: [3, 3] } }],
        values: [
          { name: "x", shape: [batch, inChannels, size, size] },
          { name: "w", shape: [outChannels, inChannels, 3, 3], data: numbers(9 * inChannels * outChannels, 0.1, 3) },
        ],
        output: [batch, outChannels, size, size],
      })),
    ),
    workload("dispatch add [1]+[1] (session.run)", "ops/s", 200, () => binary("Add", [1]), 200),
  ];
}

/** @param {any} ort the library @param {readonly number[]} shape */
function random(ort, shape) {
  return new ort.Tensor("float32", numbers(shape.reduce((product, size) => product * size, 1)), shape);
}

/** @param {string} name @param {number} value @returns {Value} */
function scalar(name, value) {
  return { name, shape: [], data: Float32Array.of(value) };
}
