import { readFileSync } from "node:fs";
import { applyPrimitive, type DType, type PrimitiveAttributes, type PrimitiveName } from "@tenon/core";
import { describe, expect, test } from "vitest";
import { agrees } from "../src/compare/compare-tensors.js";
import { createReferenceBackend } from "../src/reference/reference-backend.js";
import { referenceOps } from "../src/reference/reference-ops.js";
import { fromHost, hostTensor, type ReferenceTensor } from "../src/reference/reference-tensor.js";
import { threefry2x32 } from "../src/reference/threefry.js";

interface Written {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: readonly (number | string)[];
}

interface Call {
  readonly op: PrimitiveName;
  readonly attributes: PrimitiveAttributes[PrimitiveName];
  readonly inputs: readonly Written[];
  readonly output: Written;
}

const fixture = JSON.parse(readFileSync(new URL("../fixtures/reference.json", import.meta.url), "utf8")) as {
  readonly torch: string;
  readonly calls: readonly Call[];
}; // the shape that scripts/reference_fixtures.py writes

describe(`the reference agrees with PyTorch ${fixture.torch} and NumPy`, () => {
  const pure = { ...createReferenceBackend(), ...referenceOps };
  for (const op of new Set(fixture.calls.map((call) => call.op)))
    test(op, () => {
      for (const call of fixture.calls.filter((candidate) => candidate.op === op)) check(call);
    });

  function check({ op, attributes, inputs, output }: Call): void {
    // one member of the union of calls, which TypeScript cannot correlate with its op
    const apply = applyPrimitive[op] as (b: typeof pure, x: readonly ReferenceTensor[], a: unknown) => ReferenceTensor;
    const result = apply(pure, inputs.map(read), attributes);
    const expected = read(output);
    expect(result.shape).toEqual(expected.shape);
    expect(result.dtype).toBe(expected.dtype);
    expected.data.forEach((value, i) => {
      const label = `${JSON.stringify({ op, ...attributes, of: inputs.map((x) => x.data[i]) })} at ${i}`;
      const passes = agrees(result.data[i]!, value, result.bound?.[i] ?? 0, result.anyZero === true);
      expect(passes, `${label}: PyTorch gives ${value}, the reference ${result.data[i]}`).toBe(true);
    });
  }
});

describe("threefry2x32", () => {
  // Known answers of Random123 (kat_vectors, threefry2x32, 20 rounds): counter, key, result.
  test.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x243f6a88, 0x85a308d3],
      [0x13198a2e, 0x03707344],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as [[number, number], [number, number], [number, number]][])(
    "gives the published answer for counter %j",
    (counter, key, answer) => {
      expect(threefry2x32(key, counter)).toEqual(answer);
    },
  );

  test("numbers its elements two to a block", () => {
    const bits = referenceOps.randomUniform([4], "int32", fromHost(hostTensor([2], "int32", [0, 0])), 0);
    expect(Array.from(bits.data, (word) => word >>> 0)).toEqual([
      0x6b200159,
      0x99ba4efe,
      ...threefry2x32([0, 0], [1, 0]),
    ]);
  });
});

function read({ shape, dtype, data }: Written): ReferenceTensor {
  return { shape, dtype, data: Float64Array.from(data, Number) };
}
