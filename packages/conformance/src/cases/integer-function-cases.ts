import { type DType, isFloat, TenonError } from "@tenon/core";
import type { Case } from "../case.js";
import { createReferenceBackend } from "../reference/reference-backend.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import { rotated, runFunction } from "../runner/run-function.js";
import type { Tester, Tolerance } from "../runner/tester.js";
import { ALL } from "./dtypes.js";
import { fixtureRows } from "./function-fixtures.js";
import { FUNCTIONS, type TensorFunction } from "./function-table.js";

const NEAR: Tolerance = { relative: 2e-5, absolute: 2e-5 };

/** What the reference makes of a call: a result, or the code by which core refuses. */
type Outcome = { readonly result: HostTensor } | { readonly code: string };

/**
 * Core's functions on integers and bools in the place of floats: the backend gives what the reference gives, or refuses
 * by the same code. Rows without floats are in the other checks.
 */
export const integerFunctionCases: readonly Case[] = [...fixtureRows("float32")].flatMap(([name, rows]) => {
  const { inputs } = rows[0]!; // every name has a row
  if (!inputs.some((x) => isFloat(x.dtype))) return [];
  return ALL.filter((dtype) => !isFloat(dtype)).map((dtype) => onIntegers(name, dtype, inputs, FUNCTIONS[name]!));
});

function onIntegers(name: string, dtype: DType, given: readonly HostTensor[], f: TensorFunction): Case {
  const inputs = given.map((x) => (isFloat(x.dtype) ? rounded(x, dtype) : x));
  let expected: Promise<Outcome> | undefined; // one for all modes
  let turned: Promise<Outcome> | undefined;
  return {
    id: `function/${name.replaceAll(" ", "-")}/${dtype}/as-the-reference`,
    needs: { compute: [dtype, "float32", "int32", "bool"], rank: 6 },
    run: async (_, t) => {
      expected ??= outcomeOf(inputs, f);
      turned ??= outcomeOf(inputs.map(rotated), f);
      // A compiled run takes other values too: where those are refused, such as a singular matrix, it has no second run.
      if (t.mode === "compiled" && "code" in (await turned) && "result" in (await expected)) return;
      await meets(t, inputs, f, await expected);
    },
  };
}

async function meets(t: Tester, inputs: readonly HostTensor[], f: TensorFunction, expected: Outcome): Promise<void> {
  if ("code" in expected) {
    // The tester wraps what a run throws.
    const thrown: unknown = await t.run("integers", inputs, f).then(
      () => undefined,
      (error: Error) => error.cause,
    );
    const code = thrown instanceof TenonError ? thrown.code : `${thrown ?? "no error"}`;
    return t.require(code === expected.code, `the reference refuses by ${expected.code}, this by ${code}`);
  }
  const [actual] = await t.run("integers", inputs, f);
  const { result } = expected;
  t.require(actual!.dtype === result.dtype, `expected dtype ${result.dtype}, got ${actual!.dtype}`);
  const exact = !isFloat(result.dtype);
  t.close("integers", actual!, result, exact ? { relative: 0, absolute: 0 } : NEAR);
}

async function outcomeOf(inputs: readonly HostTensor[], f: TensorFunction): Promise<Outcome> {
  try {
    const [result] = await runFunction(createReferenceBackend(), inputs, f);
    return { result: result! };
  } catch (error) {
    if (error instanceof TenonError) return { code: error.code };
    throw error;
  }
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
