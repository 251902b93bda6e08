import { BINARY_OPS, broadcastShapes, COMPARE_OPS, type DType, UNARY_OPS, type UnaryOp } from "@tenon/core";
import { describe, expect, it } from "vitest";
import { backends, ENGINES } from "../../test/engines.js";
import { expectOp } from "../../test/expect-op.js";
import { arbitrary, at, build, type Naive, SHAPES } from "../../test/naive.js";

const FLOATS: Naive = {
  shape: [24],
  values: [
    NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    3.5,
    1e-3,
    -1e-3,
    1e-6,
    -1e-6,
    1e-20,
    12.25,
    88,
    -87,
    1000,
    -1e8,
    1e30,
  ].map(Math.fround),
};
const INTS: Naive = {
  shape: [11],
  values: [0, 1, -1, 2, -3, 7, 46341, 16777217, 987654321, 2147483647, -2147483648],
};
const BOOLS: Naive = { shape: [2], values: [0, 1] };

/** Written out with other means than the backend's own definitions. */
const UNARY: Record<string, (x: number) => number> = {
  neg: (x) => 0 - x,
  abs: (x) => (x < 0 ? -x : x),
  sign: (x) => Math.sign(x),
  floor: (x) => Math.floor(x),
  ceil: (x) => -Math.floor(-x),
  round: (x) => {
    const below = Math.floor(x);
    const rest = x - below;
    return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : rest >= 0.5 ? below + 1 : x;
  },
  exp: (x) => Math.E ** x,
  expm1: (x) => (Math.abs(x) < 1e-4 ? x + (x * x) / 2 + x ** 3 / 6 : Math.exp(x) - 1),
  log: (x) => Math.log2(x) * Math.LN2,
  log1p: (x) => (Math.abs(x) < 1e-4 ? x - (x * x) / 2 + x ** 3 / 3 : Math.log(1 + x)),
  sqrt: (x) => (x === -Infinity ? NaN : x ** 0.5),
  rsqrt: (x) => 1 / Math.sqrt(x),
  sin: (x) => Math.sin(x),
  cos: (x) => Math.cos(x),
  tan: (x) => Math.sin(x) / Math.cos(x),
  asin: (x) => (Math.abs(x) < 1e-2 ? x + x ** 3 / 6 : Math.PI / 2 - 2 * Math.atan2(Math.sqrt(1 - x), Math.sqrt(1 + x))),
  acos: (x) => 2 * Math.atan2(Math.sqrt(1 - x), Math.sqrt(1 + x)),
  atan: (x) => Math.atan2(x, 1),
  tanh: (x) => (Math.abs(x) > 20 ? Math.sign(x) : Math.abs(x) < 1e-4 ? x - x ** 3 / 3 : 1 - 2 / (Math.exp(2 * x) + 1)),
  erf: integratedErf,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu: (x) => (Number.isNaN(x) ? x : Math.max(x, 0)),
};

/** 2/√π ∫ e^(−t²) by Simpson's rule. */
function integratedErf(x: number): number {
  if (!(Math.abs(x) < 6)) return Math.sign(x);
  const n = 2000;
  const h = x / n;
  let sum = 1 + Math.exp(-x * x);
  for (let i = 1; i < n; i++) sum += (i % 2 ? 4 : 2) * Math.exp(-((i * h) ** 2));
  return ((2 / Math.sqrt(Math.PI)) * sum * h) / 3;
}

const wrap = (x: bigint) => Number(BigInt.asIntN(32, x));
const INT_UNARY: Record<string, (x: number) => number> = {
  neg: (x) => wrap(-BigInt(x)),
  abs: (x) => wrap(x < 0 ? -BigInt(x) : BigInt(x)),
  sign: Math.sign,
  relu: (x) => Math.max(x, 0),
};

const FLOAT_BINARY: Record<string, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  mod: (a, b) => {
    if (Number.isNaN(a % b)) return NaN;
    const rest = a % b;
    return rest === 0 || rest > 0 === b > 0 ? rest : rest + b;
  },
  pow: (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b),
  max: (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? NaN : a > b ? a : b),
  min: (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? NaN : a < b ? a : b),
  atan2: (a, b) => Math.atan2(a, b),
};

const INT_BINARY: Record<string, (a: number, b: number) => number> = {
  add: (a, b) => wrap(BigInt(a) + BigInt(b)),
  sub: (a, b) => wrap(BigInt(a) - BigInt(b)),
  mul: (a, b) => wrap(BigInt(a) * BigInt(b)),
  div: (a, b) => (b === 0 ? 0 : wrap(BigInt(a) / BigInt(b))),
  mod: (a, b) => (b === 0 ? 0 : wrap(((BigInt(a) % BigInt(b)) + BigInt(b)) % BigInt(b))),
  pow: (a, b) => {
    if (b < 0) return a === 1 ? 1 : a === -1 ? (b % 2 === 0 ? 1 : -1) : 0;
    let result = 1n;
    for (let bit = 31; bit >= 0; bit--) {
      result = BigInt.asIntN(32, result * result);
      if (Math.floor(b / 2 ** bit) % 2 === 1) result = BigInt.asIntN(32, result * BigInt(a));
    }
    return Number(result);
  },
  max: (a, b) => (a > b ? a : b),
  min: (a, b) => (a < b ? a : b),
  shl: (a, b) => wrap(BigInt(a) << BigInt(((b % 32) + 32) % 32)),
  shr: (a, b) => wrap(BigInt(a) >> BigInt(((b % 32) + 32) % 32)),
  bitAnd: (a, b) => wrap(BigInt(a) & BigInt(b)),
  bitOr: (a, b) => wrap(BigInt(a) | BigInt(b)),
  bitXor: (a, b) => wrap(BigInt(a) ^ BigInt(b)),
};

const BOOL_BINARY: Record<string, (a: number, b: number) => number> = {
  and: (a, b) => a * b,
  or: (a, b) => Math.sign(a + b),
  xor: (a, b) => (a + b) % 2,
  max: (a, b) => Math.sign(a + b),
  min: (a, b) => a * b,
};

const COMPARE: Record<string, (a: number, b: number) => number> = {
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  gt: (a, b) => Number(a > b),
  ge: (a, b) => Number(a >= b),
};

const BINARY_BY_DTYPE = [
  ["float32", FLOAT_BINARY, FLOATS],
  ["int32", INT_BINARY, INTS],
  ["bool", BOOL_BINARY, BOOLS],
] as const;

const apply = (f: (a: number, b: number) => number, a: Naive, b: Naive): Naive =>
  build(broadcastShapes(a.shape, b.shape)!, (i) => f(at(a, i), at(b, i)));

const column = (x: Naive): Naive => ({ shape: [...x.shape, 1], values: x.values });

/** Pairs of shapes that broadcast in every way: suffix, inner ones, both sides, rank 0, empty. */
const PAIRS = [
  [
    [3, 4],
    [3, 4],
  ],
  [[3, 4], [4]],
  [
    [1, 4],
    [3, 4],
  ],
  [
    [3, 1],
    [3, 4],
  ],
  [
    [3, 1],
    [1, 4],
  ],
  [[], [2, 3]],
  [[1], [2, 3]],
  [[1, 1, 1], []],
  [
    [0, 3],
    [1, 3],
  ],
  [
    [2, 1, 3],
    [5, 1],
  ],
  [
    [40, 1, 8],
    [1, 9, 8],
  ],
  [
    [2, 3, 1, 5, 1, 2],
    [4, 1, 3, 1],
  ],
  [
    [4, 3, 2, 3, 2, 1],
    [4, 3, 2, 3, 2, 3],
  ],
] as const;

describe.each(ENGINES)("elementwise ops on %s", (name) => {
  const backend = backends[name];

  it.each(UNARY_OPS.filter((op) => op !== "not"))("%s of floats, special values included", (op) => {
    const want = build(FLOATS.shape, (i) => UNARY[op]!(at(FLOATS, i)));
    const tolerance = ["erf", "tan", "expm1", "log1p", "asin", "acos", "tanh"].includes(op) ? 1e-6 : 4e-7;
    expectOp(backend, [[FLOATS, "float32"]], (x) => backend.unary(op, x), want, "float32", tolerance);
  });

  it.each(["erf", "log1p", "sin", "expm1", "tanh", "asin", "atan", "tan", "sign"] as const)(
    "%s keeps its relative precision near 0",
    (op) => {
      const x = build([9], ([i]) => Math.fround(1e-3 / 17 ** i!));
      const handle = backend.upload(Float32Array.from(x.values), [9], "float32");
      const out = backend.unary(op, handle);
      const got = backend.readSync(out);
      x.values.forEach((v, i) => {
        expect(Math.abs(got[i]! / UNARY[op]!(v) - 1)).toBeLessThan(1e-6);
      });
      backend.dispose(handle);
      backend.dispose(out);
    },
  );

  it("exact ops keep the sign of zero", () => {
    const signed: [UnaryOp, number, number][] = [
      ["neg", 0, -0],
      ["abs", -0, 0],
      ["sign", -0, -0],
      ["floor", -0, -0],
      ["ceil", -0.5, -0],
      ["round", -0.5, -0],
      ["relu", -0, 0],
    ];
    for (const [op, input, want] of signed) {
      const x = backend.upload(Float32Array.of(input), [1], "float32");
      const y = backend.unary(op, x);
      expect([op, backend.readSync(y)[0]]).toEqual([op, want]);
      backend.dispose(x);
      backend.dispose(y);
    }
  });

  it("sigmoid reaches into the subnormal numbers", () => {
    const x = backend.upload(Float32Array.of(-100, 0.5, NaN), [3], "float32");
    const y = backend.unary("sigmoid", x);
    const [low, middle, nan] = backend.readSync(y);
    expect(low! / Math.exp(-100)).toBeCloseTo(1, 1);
    expect(middle).toBeCloseTo(0.6224593, 6);
    expect(nan).toBeNaN();
    backend.dispose(x);
    backend.dispose(y);
  });

  it.each(["neg", "abs", "sign", "relu"] as const)("%s of int32, extremes included", (op) => {
    const want = build(INTS.shape, (i) => INT_UNARY[op]!(at(INTS, i)));
    expectOp(backend, [[INTS, "int32"]], (x) => backend.unary(op, x), want, "int32");
  });

  it("not of bool", () => {
    expectOp(backend, [[BOOLS, "bool"]], (x) => backend.unary("not", x), { shape: [2], values: [1, 0] }, "bool");
  });

  it("unary ops of every rank, empty tensors included", () => {
    for (const shape of SHAPES) {
      const x = arbitrary(shape, "float32", 1);
      for (const op of ["neg", "exp", "log1p", "sign", "erf"] as const)
        expectOp(
          backend,
          [[x, "float32"]],
          (h) => backend.unary(op, h),
          build(shape, (i) => UNARY[op]!(at(x, i))),
          "float32",
        );
    }
  });

  for (const [dtype, table, values] of BINARY_BY_DTYPE) {
    const ops = BINARY_OPS.filter((op) => op in table);

    it.each(ops)(`%s of ${dtype}: every special value with every other`, (op) => {
      const want = apply(table[op]!, column(values), values);
      expectOp(
        backend,
        [
          [column(values), dtype],
          [values, dtype],
        ],
        (a, b) => backend.binary(op, a, b),
        want,
        dtype,
      );
    });

    it.each(ops)(`%s of ${dtype} with a number on either side`, (op) => {
      for (const number of dtype === "bool" ? [0, 1] : dtype === "int32" ? [3, -2, 0] : [2.1, -3, 0, NaN, Infinity]) {
        const scalar: Naive = { shape: [], values: [dtype === "float32" ? Math.fround(number) : number] };
        const [right, left] = [apply(table[op]!, values, scalar), apply(table[op]!, scalar, values)];
        expectOp(backend, [[values, dtype]], (x) => backend.binary(op, x, number), right, dtype);
        expectOp(backend, [[values, dtype]], (x) => backend.binary(op, number, x), left, dtype);
      }
    });

    it.each(ops)(`%s of ${dtype} broadcasts`, (op) => {
      for (const [p, q] of PAIRS) {
        const a = arbitrary(p, dtype, 2);
        const b = arbitrary(q, dtype, 3);
        expectOp(
          backend,
          [
            [a, dtype],
            [b, dtype],
          ],
          (x, y) => backend.binary(op, x, y),
          apply(table[op]!, a, b),
          dtype,
        );
      }
    });

    it.each(COMPARE_OPS)(`%s of ${dtype}: special values, numbers, broadcasts`, (op) => {
      const compare = COMPARE[op]!;
      const inputs = [column(values), values].map((x) => [x, dtype] as const);
      expectOp(backend, inputs, (a, b) => backend.compare(op, a, b), apply(compare, column(values), values), "bool");
      const one: Naive = { shape: [], values: [1] };
      expectOp(backend, [[values, dtype]], (x) => backend.compare(op, x, 1), apply(compare, values, one), "bool");
      expectOp(backend, [[values, dtype]], (x) => backend.compare(op, 1, x), apply(compare, one, values), "bool");
      for (const [p, q] of PAIRS) {
        const pair = [arbitrary(p, dtype, 4), arbitrary(q, dtype, 5)] as const;
        const both = pair.map((x) => [x, dtype] as const);
        expectOp(backend, both, (a, b) => backend.compare(op, a, b), apply(compare, ...pair), "bool");
      }
    });
  }

  it("refuses an op that its dtype does not have", () => {
    const x = backend.upload(Float32Array.of(1), [1], "float32");
    expect(() => backend.binary("shl", x, x)).toThrow(expect.objectContaining({ code: "dtype_mismatch" }));
    expect(() => backend.unary("not", x)).toThrow(expect.objectContaining({ code: "dtype_mismatch" }));
    backend.dispose(x);
  });

  it.each(["float32", "int32", "bool"] as const)("where on %s: broadcasts, numbers, NaN not taken", (dtype: DType) => {
    const shapes = [
      [
        [3, 4],
        [3, 4],
        [3, 4],
      ],
      [[4], [3, 1], []],
      [[], [2, 3], [3]],
      [[3, 1], [1, 4], [1]],
      [[0, 2], [1], [2]],
      [[2, 1, 3, 1, 2, 1], [2, 3, 1, 2, 1, 2], [1]],
    ] as const;
    for (const [s, p, q] of shapes) {
      const c = arbitrary(s, "bool", 6);
      const a = arbitrary(p, dtype, 7);
      const b = arbitrary(q, dtype, 8);
      const both = broadcastShapes(p, q)!;
      const want = build(broadcastShapes(s, both)!, (i) => (at(c, i) ? at(a, i) : at(b, i)));
      const inputs = [
        [c, "bool"],
        [a, dtype],
        [b, dtype],
      ] as const;
      expectOp(backend, inputs, (x, y, z) => backend.where(x, y, z), want, dtype);
      const right = build(broadcastShapes(s, p)!, (i) => (at(c, i) ? at(a, i) : 1));
      expectOp(backend, inputs.slice(0, 2), (x, y) => backend.where(x, y, 1), right, dtype);
      const left = build(broadcastShapes(s, p)!, (i) => (at(c, i) ? 1 : at(a, i)));
      expectOp(backend, inputs.slice(0, 2), (x, y) => backend.where(x, 1, y), left, dtype);
    }
    if (dtype !== "float32") return;
    const c: Naive = { shape: [2], values: [1, 0] };
    const x: Naive = { shape: [2], values: [2, NaN] };
    expectOp(
      backend,
      [
        [c, "bool"],
        [x, "float32"],
      ],
      (k, v) => backend.where(k, v, -0),
      { shape: [2], values: [2, -0] },
      "float32",
    );
  });
});
