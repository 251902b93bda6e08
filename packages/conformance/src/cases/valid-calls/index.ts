import { elementwiseCalls } from "./elementwise-calls.js";
import { fftCalls } from "./fft-calls.js";
import { linalgCalls } from "./linalg-calls.js";
import { movementCalls } from "./movement-calls.js";
import { networkCalls } from "./network-calls.js";
import { reductionCalls } from "./reduction-calls.js";
import { transformCalls } from "./transform-calls.js";
import type { ValidCalls } from "./valid-call.js";

/** A valid call of every public function that takes tensors. */
export const VALID_CALLS: ValidCalls = {
  ...elementwiseCalls,
  ...reductionCalls,
  ...movementCalls,
  ...networkCalls,
  ...transformCalls,
  ...linalgCalls,
  ...fftCalls,
};
