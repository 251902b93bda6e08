import { describe, expect, test } from "vitest";
import { grad, isFloat, type Tensor, tensor, Variable, vjp } from "../src/index.js";
import fixture from "./fixtures/torch.json" with { type: "json" };
import { useJs } from "./support/js.js";
import { ROW_FUNCTIONS } from "./support/torch-functions.js";

useJs();

interface Written {
  readonly shape: readonly number[];
  readonly dtype: "float64" | "int32" | "bool";
  readonly data: readonly (number | string)[];
}

interface Row {
  readonly op: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Written[];
  readonly output: Written;
  readonly cotangent?: Written;
  readonly gradients?: readonly (Written | null)[];
  /** Running statistics after the call. */
  readonly state?: readonly Written[];
}

const rows = fixture.rows as unknown as readonly Row[]; // the script's format; the inferred union is of no use
const read = ({ shape, dtype, data }: Written) => tensor(data.map(Number), { shape, dtype });

/** Fixtures hold ten digits. */
function expectNear(actual: Tensor, { shape, data }: Written, what: string): void {
  expect(actual.shape, what).toEqual(shape);
  const values = [...actual.dataSync()];
  const wanted = data.map(Number);
  const near = (v: number, w: number) =>
    Number.isFinite(w) ? Math.abs(v - w) <= 2e-9 * (1 + Math.abs(w)) : Object.is(v, w);
  if (!values.every((v, i) => near(v, wanted[i]!))) expect(values, what).toEqual(wanted);
}

/** Options as core takes them: running statistics become Variables. */
function optionsOf({ options }: Row): { options: object; state: Variable[] } {
  const { running, ...rest } = options;
  const state = ((running ?? []) as Written[]).map((values) => new Variable(read(values))); // batchNorm's rows have it
  const [runningMean, runningVariance] = state;
  return { options: running === undefined ? rest : { ...rest, runningMean, runningVariance }, state };
}

describe(`PyTorch ${fixture.torch}`, () => {
  const ops = [...new Set(rows.map(({ op }) => op))];

  test.each(ops)("%s has its values and gradients", (op) => {
    for (const [i, row] of rows.filter((r) => r.op === op).entries()) {
      const f = ROW_FUNCTIONS[op]!;
      const label = `${op} ${i} ${JSON.stringify(row.options).slice(0, 80)}`;
      const inputs = row.inputs.map(read);
      const { options, state } = optionsOf(row);
      expectNear(f(inputs, options), row.output, label);
      for (const [k, variable] of state.entries())
        expectNear(variable.value, row.state![k]!, `${label}, running statistic ${k}`);
      if (row.gradients === undefined) continue;
      const places = inputs.flatMap((x, k) => (isFloat(x.dtype) ? [k] : []));
      const onFloats = (...floats: Tensor[]) => {
        const all = [...inputs];
        for (const [k, place] of places.entries()) all[place] = floats[k]!;
        return f(all, optionsOf(row).options);
      };
      const floats = places.map((place) => inputs[place]!);
      const { gradients } = vjp(onFloats, floats, read(row.cotangent!));
      for (const [k, expected] of row.gradients.entries())
        if (expected !== null) expectNear(gradients[k]!, expected, `${label}, gradient ${k}`);
    }
  });
});

test("a row of every op is differentiated twice without failing", () => {
  for (const row of rows) {
    if (row.gradients === undefined) continue;
    const inputs = row.inputs.map(read);
    const place = inputs.findIndex((x) => isFloat(x.dtype));
    const f = (x: Tensor) =>
      ROW_FUNCTIONS[row.op]!(
        inputs.map((other, k) => (k === place ? x : other)),
        optionsOf(row).options,
      ).sum();
    const [second] = grad((x) => grad(f)(x)[0]!.square().sum())(inputs[place]!);
    expect(second!.shape, row.op).toEqual(inputs[place]!.shape);
  }
});
