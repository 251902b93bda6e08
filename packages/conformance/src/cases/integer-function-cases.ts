import { type DType, isFloat } from "@tenon/core";
import type { Case } from "../case.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import { asTheReference, type Call, outcomeOf } from "./as-the-reference.js";
import { ALL } from "./dtypes.js";
import { rankOf } from "./function-cases.js";
import { fixtureRows } from "./function-fixtures.js";
import { FUNCTIONS } from "./function-table.js";

interface IntegerCall extends Call {
  readonly id: string;
  readonly dtype: DType;
  readonly rank: number;
}

/** Core's functions on integers and bools in the place of floats. Rows without floats are in the other checks. */
const calls: readonly IntegerCall[] = [...fixtureRows("float32")].flatMap(([name, rows]) => {
  const { inputs } = rows[0]!; // every name has a row
  if (!inputs.some((x) => isFloat(x.dtype))) return [];
  return ALL.filter((dtype) => !isFloat(dtype)).map((dtype) => ({
    id: `function/${name.replaceAll(" ", "-")}/${dtype}/as-the-reference`,
    dtype,
    rank: rankOf(name),
    label: "integers",
    inputs: inputs.map((x) => (isFloat(x.dtype) ? rounded(x, dtype) : x)),
    program: FUNCTIONS[name]!, // function-cases has made sure
  }));
});

export const integerFunctionCases: readonly Case[] = calls.map(({ id, dtype, rank, ...call }) => {
  const check = asTheReference([call]);
  return { id, needs: { compute: [dtype, "float32", "int32", "bool"], rank }, run: (_, t) => check(t) };
});

/** The ids of those that must be refused. */
export async function refusedIntegers(): Promise<ReadonlySet<string>> {
  const refused = new Set<string>();
  for (const { id, inputs, program } of calls) if ("code" in (await outcomeOf(inputs, program))) refused.add(id);
  return refused;
}

/** Integers near the floats; a dtype without negative ones takes their sizes. */
function rounded({ shape, data }: HostTensor, dtype: DType): HostTensor {
  const signed = dtype === "int32" || dtype === "int8";
  return hostTensor(
    shape,
    dtype,
    Array.from(data, (x) => (Number.isFinite(x) ? Math.round(signed ? x : Math.abs(x)) : 0)),
  );
}
