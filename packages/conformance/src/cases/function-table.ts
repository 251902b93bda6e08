import type { Tensor } from "@tenon/core";
import { activationsFunctions } from "./functions/activations-functions.js";
import { convolutionFunctions } from "./functions/convolution-functions.js";
import { creationFunctions } from "./functions/creation-functions.js";
import { elementwiseFunctions } from "./functions/elementwise-functions.js";
import { fftFunctions } from "./functions/fft-functions.js";
import { indexingFunctions } from "./functions/indexing-functions.js";
import { linalgFunctions } from "./functions/linalg-functions.js";
import { lossFunctions } from "./functions/loss-functions.js";
import { movementFunctions } from "./functions/movement-functions.js";
import { networkFunctions } from "./functions/network-functions.js";
import { reductionsFunctions } from "./functions/reductions-functions.js";
import { samplingFunctions } from "./functions/sampling-functions.js";
import { sortingFunctions } from "./functions/sorting-functions.js";

/** A public function of core on tensors that a case provides. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor;

/**
 * What to call for each name in `fixtures/functions/<family>.json`; `scripts/functions/<family>.py` holds PyTorch's side.
 * Names with words after the function tell options apart.
 */
export type FunctionTable = Readonly<Record<string, TensorFunction>>;

/** The functions of all families. */
export const FUNCTIONS: FunctionTable = {
  ...elementwiseFunctions,
  ...activationsFunctions,
  ...creationFunctions,
  ...reductionsFunctions,
  ...sortingFunctions,
  ...movementFunctions,
  ...indexingFunctions,
  ...networkFunctions,
  ...lossFunctions,
  ...samplingFunctions,
  ...convolutionFunctions,
  ...linalgFunctions,
  ...fftFunctions,
};
