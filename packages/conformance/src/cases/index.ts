import type { Case } from "../case.js";
import { accuracyCases } from "./accuracy-cases.js";
import { argReduceCases } from "./arg-reduce-cases.js";
import { argsortCases } from "./argsort-cases.js";
import { binaryCases } from "./binary-cases.js";
import { castCases } from "./cast-cases.js";
import { compareCases } from "./compare-cases.js";
import { countingCases } from "./counting-cases.js";
import { creationCases } from "./creation-cases.js";
import { errorCases } from "./error-cases.js";
import { foldWindowsCases } from "./fold-windows-cases.js";
import { functionCases } from "./function-cases.js";
import { fusedCases } from "./fused-cases.js";
import { generatorCases } from "./generator-cases.js";
import { graphCases } from "./graph-cases.js";
import { handleCases } from "./handle-cases.js";
import { indexingCases } from "./indexing-cases.js";
import { integerFunctionCases } from "./integer-function-cases.js";
import { lifetimeCases } from "./lifetime-cases.js";
import { matmulCases } from "./matmul-cases.js";
import { movementCases } from "./movement-cases.js";
import { randomCases } from "./random-cases.js";
import { rearrangementCases } from "./rearrangement-cases.js";
import { reduceCases } from "./reduce-cases.js";
import { scanCases } from "./scan-cases.js";
import { selectionCases } from "./selection-cases.js";
import { shapeCases } from "./shape-cases.js";
import { specialFunctionCases } from "./special-function-cases.js";
import { stepCases } from "./step-cases.js";
import { trainingCases } from "./training-cases.js";
import { transformCases } from "./transform-cases.js";
import { unaryCases } from "./unary-cases.js";
import { whereCases } from "./where-cases.js";

/** The whole suite. */
export const cases: readonly Case[] = [
  ...handleCases,
  ...creationCases,
  ...castCases,
  ...randomCases,
  ...unaryCases,
  ...binaryCases,
  ...compareCases,
  ...whereCases,
  ...reduceCases,
  ...argReduceCases,
  ...argsortCases,
  ...scanCases,
  ...matmulCases,
  ...movementCases,
  ...foldWindowsCases,
  ...indexingCases,
  ...selectionCases,
  ...rearrangementCases,
  ...countingCases,
  ...graphCases,
  ...functionCases,
  ...integerFunctionCases,
  ...shapeCases,
  ...specialFunctionCases,
  ...accuracyCases,
  ...transformCases,
  ...fusedCases,
  ...stepCases,
  ...generatorCases,
  ...trainingCases,
  ...lifetimeCases,
  ...errorCases,
];
