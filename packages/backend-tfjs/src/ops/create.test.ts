import { describe, expect, it } from "vitest";
import { backends, ENGINES } from "../../test/engines.js";
import { expectOp } from "../../test/expect-op.js";
import { arbitrary, build, type Naive, SHAPES } from "../../test/naive.js";

const FLOATS = [NaN, Infinity, -Infinity, 1.9, -1.9, 3e9, -3e9, 2147483520, 0.5, -0, 1e-30].map(Math.fround);
const INTS = [0, 1, -1, 256, 16777217, 2147483647, -2147483648];
const DTYPES = ["float32", "int32", "bool"] as const;

const CONVERT = {
  float32: Math.fround,
  int32: (x: number) => (Number.isNaN(x) ? 0 : Math.trunc(Math.min(2147483647, Math.max(-2147483648, x))) + 0),
  bool: (x: number) => (x === 0 ? 0 : 1),
};

describe.each(ENGINES)("creation and casts on %s", (name) => {
  const backend = backends[name];

  it("cast between all dtypes: truncates, saturates, NaN is 0 or true, large integers round", () => {
    const sources = { float32: FLOATS, int32: INTS, bool: [0, 1, 1] };
    for (const from of DTYPES)
      for (const to of DTYPES) {
        const x: Naive = { shape: [sources[from].length], values: sources[from] };
        expectOp(
          backend,
          [[x, from]],
          (h) => backend.cast(h, to),
          build(x.shape, ([i]) => CONVERT[to](x.values[i!]!)),
          to,
        );
        for (const shape of SHAPES) {
          const a = arbitrary(shape, from, 1);
          expectOp(backend, [[a, from]], (h) => backend.cast(h, to), { shape, values: a.values.map(CONVERT[to]) }, to);
        }
      }
  });

  it("a large integer cast to float32 is a float32 to the next op", () => {
    const x: Naive = { shape: [1], values: [16777217] };
    const call = (h: Parameters<typeof backend.dispose>[0]) => {
      const f = backend.cast(h, "float32");
      const out = backend.binary("sub", f, 16777216);
      backend.dispose(f);
      return out;
    };
    expectOp(backend, [[x, "int32"]], call, { shape: [1], values: [0] }, "float32");
  });

  it.each(DTYPES)("full of %s converts its value as cast does", (dtype) => {
    for (const shape of SHAPES)
      for (const value of [0, 1, -0, 2.7, NaN, -Infinity, 3e9])
        expectOp(
          backend,
          [],
          () => backend.full(shape, value, dtype),
          build(shape, () => CONVERT[dtype](value)),
          dtype,
        );
  });

  it.each(DTYPES)("iota of %s along each axis", (dtype) => {
    for (const shape of SHAPES)
      for (let axis = 0; axis < shape.length; axis++)
        expectOp(
          backend,
          [],
          () => backend.iota(shape, axis, dtype),
          build(shape, (p) => CONVERT[dtype](p[axis]!)),
          dtype,
        );
  });

  it("upload and read keep no reference to host data", async () => {
    const data = Float32Array.of(1, 2, 3);
    const x = backend.upload(data, [3], "float32");
    data[0] = 9;
    const first = backend.readSync(x);
    expect(Array.from(first)).toEqual([1, 2, 3]);
    first[1] = 9;
    const [second] = await backend.read([x]);
    second![2] = 9;
    expect(Array.from(backend.readSync(x))).toEqual([1, 2, 3]);
    backend.dispose(x);
    const window = new Int32Array([7, 8, 9]).subarray(1);
    expectOp(backend, [], () => backend.upload(window, [2], "int32"), { shape: [2], values: [8, 9] }, "int32");
  });

  it("refuses dtypes that engines do not hold", () => {
    for (const dtype of ["float64", "float16", "bfloat16", "int8", "uint8"] as const)
      expect(() => backend.full([1], 0, dtype)).toThrow(expect.objectContaining({ code: "unsupported" }));
  });

  // Known answers of Threefry-2x32-20 that accompany Salmon et al.'s reference implementation.
  it.each([
    [0, 0, 0, 0x6b200159, 0x99ba4efe],
    [0x13198a2e, 0x03707344, 0x85a308d3, undefined, undefined],
  ])("randomUniform follows Threefry: key %i %i", (k0, k1, offset, w0, w1) => {
    const key = backend.upload(Int32Array.of(k0, k1), [2], "int32");
    const bits = backend.randomUniform([5], "int32", key, offset | 0);
    const floats = backend.randomUniform([5], "float32", key, offset | 0);
    const start = backend.upload(Int32Array.of(offset), [], "int32");
    const again = backend.randomUniform([5], "int32", key, start);
    const words = backend.readSync(bits);
    if (w0 !== undefined) expect([words[0]! >>> 0, words[1]! >>> 0]).toEqual([w0, w1]);
    expect(backend.readSync(again)).toEqual(words);
    expect(Array.from(backend.readSync(floats))).toEqual(Array.from(words, (w) => (w >>> 8) / 2 ** 24));
    for (const h of [key, bits, floats, start, again]) backend.dispose(h);
  });
});
