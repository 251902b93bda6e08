import {
  BINARY_OPS,
  type BinaryOp,
  COMPARE_OPS,
  type CompareOp,
  type DType,
  UNARY_OPS,
  type UnaryOp,
} from "@tenon/core";
import { describe, expect, test } from "vitest";
import { at, indices, js, layouts, noise, tensor, values } from "../test/naive.js";

const { NaN: NAN, POSITIVE_INFINITY: INF, NEGATIVE_INFINITY: NINF } = Number;
const SPECIALS = [NAN, INF, NINF, 0, -0, 0.5, 1.5, -1.5, -2.5, 1e-40, 3e38];

const FLOAT_UNARY: Partial<Record<UnaryOp, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  round: (x) => {
    const whole = Math.round(x);
    return x % 1 === 0.5 || x % 1 === -0.5 ? 2 * Math.round(x / 2) : whole;
  },
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu: (x) => (Number.isNaN(x) ? x : x > 0 ? x : 0),
};

const FLOAT_BINARY: Partial<Record<BinaryOp, (x: number, y: number) => number>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  max: Math.max,
  min: Math.min,
  atan2: Math.atan2,
  mod: (x, y) => (Math.sign(x % y) === -Math.sign(y) ? (x % y) + y : x % y),
  pow: (x, y) => (x === 1 ? 1 : x ** y),
};

const COMPARE: Record<CompareOp, (x: number, y: number) => boolean> = {
  eq: (x, y) => x === y,
  ne: (x, y) => x !== y,
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  gt: (x, y) => x > y,
  ge: (x, y) => x >= y,
};

const rounded = (x: number, dtype: DType) => (dtype === "float32" ? Math.fround(x) : x);
const same = (x: number, y: number) => Object.is(x + 0, y + 0); // the two zeros count as one

describe.each(["float32", "float64"] as const)("%s", (dtype) => {
  const sample = [...SPECIALS, ...values(noise([150], dtype))];

  test.each(UNARY_OPS.filter((op) => FLOAT_UNARY[op]))("%s", (op) => {
    const x = tensor([sample.length], sample, dtype);
    const result = values(js.unary(op, x));
    values(x).forEach((v, i) => {
      const expected = rounded(FLOAT_UNARY[op]!(v), dtype);
      expect(same(result[i]!, expected), `${op}(${v}) = ${result[i]}, expected ${expected}`).toBe(true);
    });
  });

  test.each(BINARY_OPS.filter((op) => FLOAT_BINARY[op]))("%s", (op) => {
    const x = tensor([sample.length, 1], sample, dtype);
    const y = tensor([SPECIALS.length], SPECIALS, dtype);
    const [xs, ys, result] = [values(x), values(y), values(js.binary(op, x, y))];
    xs.forEach((v, i) => {
      ys.forEach((w, j) => {
        const expected = rounded(FLOAT_BINARY[op]!(v, w), dtype);
        const given = result[i * ys.length + j]!;
        expect(same(given, expected), `${op}(${v}, ${w}) = ${given}, expected ${expected}`).toBe(true);
      });
    });
  });

  test.each(COMPARE_OPS)("%s", (op) => {
    const x = tensor([sample.length, 1], sample, dtype);
    const y = tensor([SPECIALS.length], SPECIALS, dtype);
    const result = js.compare(op, x, y);
    const [xs, ys] = [values(x), values(y)];
    expect(result.dtype).toBe("bool");
    expect(values(result)).toEqual(xs.flatMap((v) => ys.map((w) => Number(COMPARE[op](v, w)))));
  });
});

describe("operands", () => {
  const a = noise([4, 3, 5]);
  const shapes = [[4, 3, 5], [3, 5], [5], [], [1], [4, 1, 5], [4, 3, 1], [3, 1], [1, 1, 1, 5], [2, 4, 3, 5]];

  test.each(shapes)("of shape [4, 3, 5] and (%j), in every layout", (...shape: number[]) => {
    const b = noise(shape, "float32", 7);
    const list = [values(a), values(b)] as const;
    for (const [nameA, x] of layouts(a))
      for (const [nameB, y] of layouts(b)) {
        const out = js.binary("sub", x, y);
        const expected = indices(out.shape).map((i) => Math.fround(at(list[0], a.shape, i) - at(list[1], b.shape, i)));
        expect(values(out), `${nameA}, ${nameB}`).toEqual(expected);
        expect(values(js.binary("sub", y, x)), `${nameB}, ${nameA}`).toEqual(expected.map((v) => 0 - v));
      }
  });

  test("that are large and transposed go through tiles", () => {
    const x = noise([70, 3, 90]);
    const y = noise([90, 3, 70], "float32", 3);
    const out = js.binary("mul", x, js.permute(y, [2, 1, 0]));
    const [xs, ys] = [values(x), values(y)];
    expect(values(out)).toEqual(
      indices(out.shape).map(([i, j, k]) =>
        Math.fround(at(xs, [70, 3, 90], [i!, j!, k!]) * at(ys, [90, 3, 70], [k!, j!, i!])),
      ),
    );
  });

  test("numbers are rounded to the dtype they meet", () => {
    expect(values(js.binary("mul", tensor([1], [3]), 0.1))).toEqual([Math.fround(3 * Math.fround(0.1))]);
    expect(values(js.compare("eq", tensor([1], [0.1]), 0.1))).toEqual([1]);
    expect(values(js.compare("eq", tensor([1], [0.1], "float16"), 0.1))).toEqual([1]);
    expect(values(js.binary("sub", 10, tensor([2], [1, 2], "int32")))).toEqual([9, 8]);
    expect(values(js.binary("add", tensor([1], [0], "uint8"), 300))).toEqual([255]);
  });

  test("of no elements give none", () => {
    expect(values(js.binary("add", tensor([0, 3], []), tensor([3], [1, 2, 3])))).toEqual([]);
    expect(values(js.unary("exp", tensor([2, 0], [])))).toEqual([]);
  });

  test("stay unchanged", () => {
    const x = noise([200]);
    const before = values(x);
    js.unary("relu", x);
    js.where(js.compare("gt", x, 0), x, 0);
    expect(values(x)).toEqual(before);
  });
});

describe("integers", () => {
  const int = (op: BinaryOp, x: number, y: number, dtype: DType = "int32") =>
    values(js.binary(op, tensor([1], [x], dtype), tensor([1], [y], dtype)))[0];

  test("wrap", () => {
    expect(int("add", 2147483647, 1)).toBe(-2147483648);
    expect(int("mul", 123456789, 987654321)).toBe(Math.imul(123456789, 987654321));
    expect(int("sub", -128, 1, "int8")).toBe(127);
    expect(int("mul", 16, 17, "uint8")).toBe(16);
    expect(int("pow", 3, 40)).toBe(Number(BigInt.asIntN(32, 3n ** 40n)));
    expect(int("div", -2147483648, -1)).toBe(-2147483648);
    expect(values(js.unary("abs", tensor([1], [-128], "int8")))).toEqual([-128]);
    expect(values(js.unary("neg", tensor([1], [1], "uint8")))).toEqual([255]);
  });

  test("divide toward zero, and by zero to zero", () => {
    expect([int("div", 7, 2), int("div", -7, 2), int("div", 5, 0)]).toEqual([3, -3, 0]);
    expect([int("mod", -7, 3), int("mod", 7, -3), int("mod", 5, 0)]).toEqual([2, -2, 0]);
  });

  test("shift by counts modulo 32, to the right with the sign", () => {
    expect([int("shl", 1, 33), int("shr", -8, 1), int("shr", 8, 35)]).toEqual([2, -4, 1]);
    expect([int("bitAnd", 12, 10), int("bitOr", 12, 10), int("bitXor", 12, 10)]).toEqual([8, 14, 6]);
  });
});

describe("bool", () => {
  const a = tensor([2, 1], [0, 1], "bool");
  const b = tensor([2], [0, 1], "bool");
  test.each([
    ["and", [0, 0, 0, 1]],
    ["or", [0, 1, 1, 1]],
    ["xor", [0, 1, 1, 0]],
    ["max", [0, 1, 1, 1]],
    ["min", [0, 0, 0, 1]],
  ] as const)("%s", (op, expected) => expect(values(js.binary(op, a, b))).toEqual(expected));
  test("not", () => expect(values(js.unary("not", b))).toEqual([1, 0]));
});

describe("where", () => {
  test.each(["float32", "float64", "int32", "int8", "uint8", "bool", "float16", "bfloat16"] as const)(
    "%s picks and broadcasts, short and long",
    (dtype) => {
      for (const n of [3, 300]) {
        const c = noise([n, 2], "bool");
        const a = noise([n, 1], dtype, 5);
        const b = noise([2], dtype, 9);
        const [cs, as, bs] = [values(c), values(a), values(b)];
        const expected = cs.map((flag, i) => (flag ? as[i >> 1]! : bs[i & 1]!));
        expect(values(js.where(c, a, b))).toEqual(expected);
        expect(values(js.where(js.unary("not", c), 1, a))).toEqual(cs.map((flag, i) => (flag ? as[i >> 1]! : 1)));
      }
    },
  );

  test("keeps NaN and the sign of zero", () => {
    const c = tensor(
      [200],
      Array.from({ length: 200 }, (_, i) => i & 1),
      "bool",
    );
    expect(values(js.where(c, tensor([1], [-0]), NAN)).slice(0, 2)).toEqual([NAN, -0]);
  });
});
