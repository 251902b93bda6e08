import type { Handle, PrimitiveName } from "@tenon/core";
import { onHost, type Sabotage, type Wrong, wrongPrimitive } from "./sabotage.js";

/** One primitive gone wrong, each in a way that real backends have gone wrong. */
export const primitiveSabotages: readonly Sabotage[] = [
  sabotage("aligns broadcasts at the wrong end", "binary", /^binary\/add\/float32/, ["binary/add/float32/broadcast"], {
    wrong: (ops, [a, b], { op }, right) =>
      isHandle(a) && isHandle(b) && b.shape.length > 0 && b.shape.length < a.shape.length
        ? ops.binary(op, a, ops.flip(b, [b.shape.length - 1]))
        : right(),
  }),
  sabotage("max(NaN, 1) is 1", "binary", /^binary\/max\/float32/, ["binary/max/float32/specials"], {
    wrong: (ops, [a, b], { op }, right) => (op === "max" ? onHost(ops, a, b, (x, y) => (x > y ? x : y)) : right()),
  }),
  sabotage(
    "the remainder takes the dividend's sign",
    "binary",
    /^binary\/mod\/(float32|int32)/,
    ["binary/mod/float32/values", "binary/mod/int32/values"],
    {
      wrong: (ops, [a, b], { op }, right) =>
        op === "mod" ? onHost(ops, a, b, (x, y) => (y === 0 ? 0 : x % y)) : right(),
    },
  ),
  sabotage("integer division floors", "binary", /^binary\/div\/int32/, ["binary/div/int32/values"], {
    wrong: (ops, [a, b], { op }, right) =>
      op === "div" && isHandle(a) && a.dtype === "int32"
        ? onHost(ops, a, b, (x, y) => (y === 0 ? 0 : Math.floor(x / y)))
        : right(),
  }),
  sabotage(
    "integer division by zero gives the largest integer",
    "binary",
    /^binary\/div\/int32/,
    ["binary/div/int32/specials"],
    {
      wrong: (ops, [a, b], { op }, right) =>
        op === "div" && isHandle(a) && a.dtype === "int32"
          ? onHost(ops, a, b, (x, y) => (y === 0 ? 2 ** 31 - 1 : Math.trunc(x / y)))
          : right(),
    },
  ),
  sabotage("int32 products are rounded to float32", "binary", /^binary\/mul\/int32/, ["binary/mul/int32/specials"], {
    wrong: (ops, [a, b], { op }, right) =>
      op === "mul" && isHandle(a) && isHandle(b) && a.dtype === "int32"
        ? ops.cast(ops.binary(op, ops.cast(a, "float32"), ops.cast(b, "float32")), "int32")
        : right(),
  }),
  sabotage("shr fills with zeros", "binary", /^binary\/shr/, ["binary/shr/int32/values", "binary/shr/int32/specials"], {
    wrong: (ops, [a, b], { op }, right) => (op === "shr" ? onHost(ops, a, b, (x, y) => (x >>> y) | 0) : right()),
  }),
  sabotage("0 to the power of 0 is NaN", "binary", /^binary\/pow\/float32/, ["binary/pow/float32/specials"], {
    wrong: (ops, [a, b], { op }, right) =>
      op === "pow" ? onHost(ops, a, b, (x, y) => (x === 0 && y === 0 ? Number.NaN : x ** y)) : right(),
  }),
  sabotage("a number is not rounded to float32", "binary", /^binary\/add\/float32/, ["binary/add/float32/number"], {
    wrong: (ops, [a, b], { op }, right) => {
      if (op !== "add" || (isHandle(a) && isHandle(b)) || dtypeOf(a, b) !== "float32") return right();
      return ops.cast(ops.binary(op, wide(ops, a), wide(ops, b)), "float32");
    },
  }),
  sabotage("round takes halves away from zero", "unary", /^unary\/round\/float32/, ["unary/round/float32/specials"], {
    wrong: (ops, [x], { op }, right) =>
      op === "round" ? onHost(ops, x, x, (v) => Math.sign(v) * Math.floor(Math.abs(v) + 0.5)) : right(),
  }),
  sabotage("neg loses the sign of zero", "unary", /^unary\/neg\/float32/, ["unary/neg/float32/specials"], {
    wrong: (ops, [x], { op }, right) => (op === "neg" ? ops.binary("sub", 0, x) : right()),
  }),
  sabotage("relu(NaN) is 0", "unary", /^unary\/relu\/float32/, ["unary/relu/float32/specials"], {
    wrong: (ops, [x], { op }, right) => (op === "relu" ? onHost(ops, x, x, (v) => (v > 0 ? v : 0)) : right()),
  }),
  sabotage("expm1 is exp − 1", "unary", /^unary\/expm1\/float32/, ["unary/expm1/float32/values"], {
    wrong: (ops, [x], { op }, right) => (op === "expm1" ? ops.binary("sub", ops.unary("exp", x), 1) : right()),
  }),
  sabotage(
    "erf is the approximation of Abramowitz & Stegun 7.1.26",
    "unary",
    /^unary\/erf\/float32/,
    ["unary/erf/float32/values"],
    { wrong: (ops, [x], { op }, right) => (op === "erf" ? onHost(ops, x, x, coarseErf) : right()) },
  ),
  sabotage("subnormal results become zero", "unary", /^unary\/exp\/float32/, ["unary/exp/float32/specials"], {
    wrong: (ops, [x], { op }, right) =>
      op === "exp" ? onHost(ops, right(), x, (v) => (Math.abs(v) < 2 ** -126 ? 0 : v)) : right(),
  }),
  sabotage("abs does not wrap −128", "unary", /^unary\/abs\/int8/, ["unary/abs/int8/specials"], {
    wrong: (ops, [x], { op }, right) => (op === "abs" ? onHost(ops, x, x, (v) => Math.min(Math.abs(v), 127)) : right()),
  }),
  sabotage("le is lt", "compare", /^compare\/le\/float32/, ["compare/le/float32/values"], {
    wrong: (ops, [a, b], { op }) => ops.compare(op === "le" ? "lt" : op, a, b),
  }),
  sabotage("where mixes its branches up for numbers", "where", /^where\/float32/, ["where/float32/number"], {
    wrong: (ops, [c, a, b], _, right) => (isHandle(b) ? right() : ops.where(c, b, a)),
  }),
  sabotage("casts to integers round down", "cast", /^cast\/float32-to-int32/, ["cast/float32-to-int32/values"], {
    wrong: (ops, [x], { dtype }, right) =>
      x.dtype === "float32" && dtype === "int32" ? ops.cast(ops.unary("floor", x), dtype) : right(),
  }),
  sabotage("casts to integers wrap", "cast", /^cast\/float32-to-int8/, ["cast/float32-to-int8/specials"], {
    wrong: (ops, [x], { dtype }, right) => (dtype === "int8" ? ops.cast(ops.cast(x, "int32"), dtype) : right()),
  }),
  sabotage("bfloat16 is truncated", "cast", /^cast\/float32-to-bfloat16/, ["cast/float32-to-bfloat16/specials"], {
    wrong: (ops, [x], { dtype }, right) =>
      x.dtype === "float32" && dtype === "bfloat16" ? ops.cast(onHost(ops, x, x, truncateToBfloat16), dtype) : right(),
  }),
  sabotage("reductions drop NaN", "reduce", /^reduce\/max\/float32/, ["reduce/max/float32/specials"], {
    wrong: (ops, [x], { op, axes }, right) =>
      op === "max" && x.dtype === "float32"
        ? ops.reduce(
            op,
            onHost(ops, x, x, (v) => (Number.isNaN(v) ? Number.NEGATIVE_INFINITY : v)),
            axes,
          )
        : right(),
  }),
  sabotage("the sum over nothing is not written", "reduce", /^reduce\/sum\/float32/, ["reduce/sum/float32/empty"], {
    wrong: (ops, [x], { op, axes }, right) =>
      op === "sum" && axes.some((axis) => x.shape[axis] === 0)
        ? ops.full(
            x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
            Number.NaN,
            x.dtype,
          )
        : right(),
  }),
  sabotage(
    "a sum leaves out what does not fill a vector",
    "reduce",
    /^reduce\/sum\/float32/,
    ["reduce/sum/float32/sizes"],
    {
      wrong: (ops, [x], { op, axes }, right) => {
        const last = x.shape.length - 1;
        if (op !== "sum" || !axes.includes(last) || x.shape[last]! < 4) return right();
        const size = x.shape.map((length, axis) => (axis === last ? length - (length % 4) : length));
        return ops.reduce(
          op,
          ops.slice(
            x,
            x.shape.map(() => 0),
            size,
            x.shape.map(() => 1),
          ),
          axes,
        );
      },
    },
  ),
  sabotage("argMax skips NaN", "argReduce", /^argReduce\/max\/float32/, ["argReduce/max/float32/specials"], {
    wrong: (ops, [x], { op, axis }, right) =>
      x.dtype === "float32"
        ? ops.argReduce(
            op,
            onHost(ops, x, x, (v) => (Number.isNaN(v) ? Number.NEGATIVE_INFINITY : v)),
            axis,
          )
        : right(),
  }),
  sabotage("argMax takes the last", "argReduce", /^argReduce\/max\/int32/, ["argReduce/max/int32/ties"], {
    wrong: (ops, [x], { op, axis }) =>
      ops.binary("sub", x.shape[axis]! - 1, ops.argReduce(op, ops.flip(x, [axis]), axis)),
  }),
  sabotage("argsort is not stable", "argsort", /^argsort\/int32/, ["argsort/int32/stable"], {
    wrong: (ops, [x], { axis, descending }) =>
      ops.binary("sub", x.shape[axis]! - 1, ops.argsort(ops.flip(x, [axis]), axis, descending)),
  }),
  sabotage(
    "descending argsort turns the ascending one around",
    "argsort",
    /^argsort\/float32/,
    ["argsort/float32/stable", "argsort/float32/specials"],
    {
      wrong: (ops, [x], { axis, descending }, right) =>
        descending ? ops.flip(ops.argsort(x, axis, false), [axis]) : right(),
    },
  ),
  sabotage("scan ignores exclusive", "scan", /^scan\/sum\/float32/, ["scan/sum/float32/values"], {
    wrong: (ops, [x], { op, axis, reverse }) => ops.scan(op, x, axis, { reverse, exclusive: false }),
  }),
  sabotage("scan ignores reverse", "scan", /^scan\/max\/int32/, ["scan/max/int32/values"], {
    wrong: (ops, [x], { op, axis, exclusive }) => ops.scan(op, x, axis, { reverse: false, exclusive }),
  }),
  sabotage("matmul ignores transB on squares", "matmul", /^matmul\/float32/, ["matmul/float32/sizes"], {
    wrong: (ops, [a, b], { transA, transB }) => ops.matmul(a, b, transA, transB && b.shape.at(-1) !== b.shape.at(-2)),
  }),
  sabotage(
    "matmul repeats the first matrix of a broadcast batch",
    "matmul",
    /^matmul\/float32/,
    ["matmul/float32/batches"],
    {
      wrong: (ops, [a, b], { transA, transB }, right) => {
        if (a.shape.length >= b.shape.length || b.shape[0] === 0) return right();
        const first = ops.slice(
          b,
          b.shape.map(() => 0),
          [1, ...b.shape.slice(1)],
          b.shape.map(() => 1),
        );
        return ops.matmul(a, ops.broadcastTo(first, b.shape), transA, transB);
      },
    },
  ),
  sabotage("pad is off by one", "pad", /^movement\/pad\/float32/, ["movement/pad/float32/values"], {
    wrong: (ops, [x], { lo, hi, interior, value }) =>
      ops.pad(
        x,
        lo.map((n, axis) => (hi[axis]! > 0 ? n + 1 : n)),
        hi.map((n) => Math.max(n - 1, 0)),
        interior,
        value,
      ),
  }),
  sabotage("pad forgets the space between elements", "pad", /^movement\/pad\/int32/, ["movement/pad/int32/values"], {
    wrong: (ops, [x], { lo, hi, interior, value }) =>
      ops.pad(
        x,
        lo,
        hi.map((n, axis) => n + interior[axis]! * Math.max(x.shape[axis]! - 1, 0)),
        lo.map(() => 0),
        value,
      ),
  }),
  sabotage("slice ignores its step", "slice", /^movement\/slice\/float32/, ["movement/slice/float32/values"], {
    wrong: (ops, [x], { start, size, step }) =>
      ops.slice(
        x,
        start,
        size,
        step.map(() => 1),
      ),
  }),
  sabotage("flip turns the first axis only", "flip", /^movement\/flip\/float32/, ["movement/flip/float32/values"], {
    wrong: (ops, [x], { axes }) => ops.flip(x, axes.slice(0, 1)),
  }),
  sabotage(
    "permute inverts the permutation",
    "permute",
    /^movement\/permute\/float32/,
    ["movement/permute/float32/values"],
    {
      wrong: (ops, [x], { axes }) =>
        ops.permute(
          x,
          axes.map((_, i) => axes.indexOf(i)),
        ),
    },
  ),
  sabotage("concat joins backwards", "concat", /^movement\/concat\/float32/, ["movement/concat/float32/values"], {
    wrong: (ops, xs, { axis }) => ops.concat([...xs].reverse(), axis),
  }),
  sabotage("windows ignore dilation", "windows", /^movement\/windows\/float32/, ["movement/windows/float32/values"], {
    wrong: (ops, [x], { axis, size, stride, dilation }, right) => {
      const windows = ops.windows(x, axis, size, stride, 1);
      const wanted = right();
      return dilation === 1
        ? wanted
        : ops.slice(
            windows,
            wanted.shape.map(() => 0),
            wanted.shape,
            wanted.shape.map(() => 1),
          );
    },
  }),
  sabotage(
    "foldWindows mirrors each window",
    "foldWindows",
    /^movement\/foldWindows\/float32/,
    ["movement/foldWindows/float32/values"],
    {
      wrong: (ops, [x], { axis, length, stride, dilation }) =>
        ops.foldWindows(ops.flip(x, [x.shape.length - 1]), axis, length, stride, dilation),
    },
  ),
  sabotage(
    "scatter lets the first update win",
    "scatter",
    /^scatter\/set\/float32/,
    ["scatter/set/float32/duplicates"],
    {
      wrong: (ops, [base, indices, updates], { op, axis }, right) =>
        op === "set" && indices.shape.length === 1
          ? ops.scatter(op, base, ops.flip(indices, [0]), ops.flip(updates, [axis]), axis)
          : right(),
    },
  ),
  sabotage("scatter adds duplicates once", "scatter", /^scatter\/add\/float32/, ["scatter/add/float32/duplicates"], {
    wrong: (ops, [base, indices, updates], { op, axis }, right) =>
      op === "add"
        ? ops.scatter("set", base, indices, ops.binary("add", ops.gather(base, indices, axis), updates), axis)
        : right(),
  }),
  sabotage(
    "scatter adds from the last to the first",
    "scatter",
    /^scatter\/add\/float32/,
    ["scatter/add/float32/duplicates"],
    {
      wrong: (ops, [base, indices, updates], { op, axis }, right) =>
        op === "add" && indices.shape.length === 1
          ? ops.scatter(op, base, ops.flip(indices, [0]), ops.flip(updates, [axis]), axis)
          : right(),
    },
  ),
  sabotage("gather clips to the last but one", "gather", /^gather\/float32/, ["gather/float32/values"], {
    wrong: (ops, [x, indices], { axis }, right) =>
      x.shape[axis]! > 1 ? ops.gather(x, ops.binary("min", indices, x.shape[axis]! - 2), axis) : right(),
  }),
  sabotage("random numbers ignore the offset", "randomUniform", /^random\/int32/, ["random/int32/offsets"], {
    wrong: (ops, [key], { shape, dtype }) => ops.randomUniform(shape, dtype, key, 0),
  }),
  sabotage("random numbers swap the words of the key", "randomUniform", /^random\/float32/, ["random/float32/keys"], {
    wrong: (ops, [key, offset], { shape, dtype }) => ops.randomUniform(shape, dtype, ops.flip(key, [0]), offset),
  }),
  sabotage("full does not convert", "full", /^full\/int8/, ["full/int8/values"], {
    wrong: (ops, _, { shape, value, dtype }) => ops.full(shape, dtype === "int8" ? Math.round(value) : value, dtype),
  }),
];

function sabotage<K extends PrimitiveName>(
  name: string,
  op: K,
  run: RegExp,
  caughtBy: readonly string[],
  { wrong }: { readonly wrong: Wrong<K> },
): Sabotage {
  return { name, run, caughtBy, break: (backend) => wrongPrimitive(backend, op, wrong) };
}

function isHandle(x: Handle | number): x is Handle {
  return typeof x !== "number";
}

function dtypeOf(a: Handle | number, b: Handle | number): string {
  return [a, b].find(isHandle)!.dtype;
}

function wide(ops: Parameters<Wrong<"binary">>[0], x: Handle | number): Handle {
  return isHandle(x) ? ops.cast(x, "float64") : ops.full([], x, "float64");
}

function truncateToBfloat16(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  view.setUint16(2, 0);
  return view.getFloat32(0);
}

function coarseErf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - tail * Math.exp(-x * x));
}
