import type { DType } from "@tenon/core";
import activations from "../../fixtures/functions/activations.json" with { type: "json" };
import convolution from "../../fixtures/functions/convolution.json" with { type: "json" };
import creation from "../../fixtures/functions/creation.json" with { type: "json" };
import elementwise from "../../fixtures/functions/elementwise.json" with { type: "json" };
import fft from "../../fixtures/functions/fft.json" with { type: "json" };
import indexing from "../../fixtures/functions/indexing.json" with { type: "json" };
import linalg from "../../fixtures/functions/linalg.json" with { type: "json" };
import loss from "../../fixtures/functions/loss.json" with { type: "json" };
import movement from "../../fixtures/functions/movement.json" with { type: "json" };
import network from "../../fixtures/functions/network.json" with { type: "json" };
import reductions from "../../fixtures/functions/reductions.json" with { type: "json" };
import sampling from "../../fixtures/functions/sampling.json" with { type: "json" };
import sorting from "../../fixtures/functions/sorting.json" with { type: "json" };
import type { FloatDType } from "../reference/convert.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";

/** What PyTorch gives for one call of a function, in float64. */
export interface FixtureRow {
  readonly name: string;
  readonly inputs: readonly HostTensor[];
  readonly output: HostTensor;
  /** The gradient of the output that `gradients` answer, for functions that have any. */
  readonly cotangent?: HostTensor;
  /** Gradients of the float inputs, in order. */
  readonly gradients?: readonly HostTensor[];
}

const FAMILIES: readonly Fixture[] = [
  elementwise,
  activations,
  creation,
  reductions,
  sorting,
  movement,
  indexing,
  network,
  loss,
  sampling,
  convolution,
  linalg,
  fft,
];

/** The rows of each function, with floats in `dtype`; expected values stay float64. */
export function fixtureRows(dtype: FloatDType): ReadonlyMap<string, readonly FixtureRow[]> {
  const rows = new Map<string, FixtureRow[]>();
  for (const row of FAMILIES.flatMap(({ rows: all }) => all)) {
    const made: FixtureRow = {
      name: row.name,
      inputs: row.inputs.map((x) => read(x, dtype)),
      output: read(row.output, "float64"),
      ...(row.cotangent && { cotangent: read(row.cotangent, dtype) }),
      ...(row.gradients && { gradients: row.gradients.map((x) => read(x, "float64")) }),
    };
    rows.set(row.name, [...(rows.get(row.name) ?? []), made]);
  }
  return rows;
}

interface Written {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: readonly (number | string)[];
}

interface Fixture {
  readonly rows: readonly {
    readonly name: string;
    readonly inputs: readonly Written[];
    readonly output: Written;
    readonly cotangent?: Written;
    readonly gradients?: readonly Written[];
  }[];
}

function read({ shape, dtype, data }: Written, float: DType): HostTensor {
  const target = dtype === "float32" ? float : (dtype as DType); // the script writes dtype names
  return hostTensor(shape, target, data.map(Number));
}
