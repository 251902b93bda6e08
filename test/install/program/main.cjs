const { train } = require("./train.mjs");

const packages = {
  core: require("@tenon/core"),
  backendJs: require("@tenon/backend-js"),
  backendWasm: require("@tenon/backend-wasm"),
  backendTfjs: require("@tenon/backend-tfjs"),
  layers: require("@tenon/layers"),
  optimizers: require("@tenon/optimizers"),
  conformance: require("@tenon/conformance"),
};
const entries = { fft: require("@tenon/core/fft"), linalg: require("@tenon/core/linalg") };

void train(packages, entries).then((result) => console.log(JSON.stringify(result)));
