import { activationsCalls } from "./public-calls/activations-calls.js";
import { convolutionCalls } from "./public-calls/convolution-calls.js";
import { creationCalls } from "./public-calls/creation-calls.js";
import { elementwiseCalls } from "./public-calls/elementwise-calls.js";
import { engineCalls } from "./public-calls/engine-calls.js";
import { fftCalls } from "./public-calls/fft-calls.js";
import { asyncIndexingCalls, indexingCalls } from "./public-calls/indexing-calls.js";
import type { Calls } from "./public-calls/inputs.js";
import { linalgCalls } from "./public-calls/linalg-calls.js";
import { lossCalls } from "./public-calls/loss-calls.js";
import { movementCalls } from "./public-calls/movement-calls.js";
import { networkCalls } from "./public-calls/network-calls.js";
import { reductionsCalls } from "./public-calls/reductions-calls.js";
import { samplingCalls } from "./public-calls/sampling-calls.js";
import { asyncSortingCalls, sortingCalls } from "./public-calls/sorting-calls.js";

/** Calls of every public function that makes tensors. */
export const PUBLIC_CALLS: Calls = {
  ...elementwiseCalls,
  ...activationsCalls,
  ...reductionsCalls,
  ...sortingCalls,
  ...movementCalls,
  ...indexingCalls,
  ...networkCalls,
  ...lossCalls,
  ...samplingCalls,
  ...convolutionCalls,
  ...creationCalls,
  ...engineCalls,
  ...linalgCalls,
  ...fftCalls,
};

/** Calls of those that answer with a promise. */
export const ASYNC_CALLS: Calls = { ...asyncSortingCalls, ...asyncIndexingCalls };

/** Exported functions that make no tensors, or whose tensors are another's. */
export const MAKES_NO_TENSORS: ReadonlySet<string> = new Set([
  "Counter", "Generator", "Parameter", "TenonError", "Tensor", "Variable", "asTensor", "asyncOnly", "broadcastShapes",
  "check", "checkDType", "collectTensors", "decorate", "defaultGenerator", "detectAnomaly", "enableGrad", "engineOf", "getBackend", "gradcheck", "guard",
  "hostArray", "isFloat", "isInteger", "isRecording", "isTensor", "keep", "manualSeed", "noGrad", "callPrimitive", "primitivesAround",
  "profile", "promote", "promoteNumber", "sameShape", "scope", "setBackend", "showShape", "sizeOf", "slice", "stridesOf",
  "toFloat", "windowCount", "withBackend",
]); // biome-ignore format: names
