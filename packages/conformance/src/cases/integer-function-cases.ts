import { type DType, isFloat } from "@tenon/core";
import type { Case } from "../case.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import { asTheReference } from "./as-the-reference.js";
import { ALL } from "./dtypes.js";
import { fixtureRows } from "./function-fixtures.js";
import { FUNCTIONS } from "./function-table.js";

/** Core's functions on integers and bools in the place of floats. Rows without floats are in the other checks. */
export const integerFunctionCases: readonly Case[] = [...fixtureRows("float32")].flatMap(([name, rows]) => {
  const { inputs } = rows[0]!; // every name has a row
  if (!inputs.some((x) => isFloat(x.dtype))) return [];
  return ALL.filter((dtype) => !isFloat(dtype)).map((dtype): Case => {
    const check = asTheReference([
      {
        label: "integers",
        inputs: inputs.map((x) => (isFloat(x.dtype) ? rounded(x, dtype) : x)),
        program: FUNCTIONS[name]!, // function-cases has made sure
      },
    ]);
    return {
      id: `function/${name.replaceAll(" ", "-")}/${dtype}/as-the-reference`,
      needs: { compute: [dtype, "float32", "int32", "bool"], rank: 6 },
      run: (_, t) => check(t),
    };
  });
});

/** Integers near the floats; a dtype without negative ones takes their sizes. */
function rounded({ shape, data }: HostTensor, dtype: DType): HostTensor {
  const signed = dtype === "int32" || dtype === "int8";
  return hostTensor(
    shape,
    dtype,
    Array.from(data, (x) => (Number.isFinite(x) ? Math.round(signed ? x : Math.abs(x)) : 0)),
  );
}
