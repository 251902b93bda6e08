import * as backendJs from "@tenon/backend-js";
import * as backendTfjs from "@tenon/backend-tfjs";
import * as backendWasm from "@tenon/backend-wasm";
import * as conformance from "@tenon/conformance";
import * as core from "@tenon/core";
import * as fft from "@tenon/core/fft";
import * as linalg from "@tenon/core/linalg";
import * as layers from "@tenon/layers";
import * as optimizers from "@tenon/optimizers";
import { train } from "./train.mjs";

const result = await train(
  { core, backendJs, backendWasm, backendTfjs, layers, optimizers, conformance },
  { fft, linalg },
);
console.log(JSON.stringify(result));
