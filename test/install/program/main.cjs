const { train } = require("./train.mjs");

void train({
  core: require("@tenon/core"),
  backendJs: require("@tenon/backend-js"),
  backendWasm: require("@tenon/backend-wasm"),
  backendTfjs: require("@tenon/backend-tfjs"),
  layers: require("@tenon/layers"),
  optimizers: require("@tenon/optimizers"),
  conformance: require("@tenon/conformance"),
}).then((result) => console.log(JSON.stringify(result)));
