import type { Sabotage } from "./sabotage.js";
import { wrongPrimitive } from "./sabotage.js";

/** What only calls of public functions on many shapes and dtypes show. */
export const functionSabotages: readonly Sabotage[] = [
  {
    name: "exp of more than 64 elements leaves out the rest",
    run: /^function\/(exp|softmax)\/float32\/(shapes|empty)/,
    caughtBy: ["function/exp/float32/shapes"],
    break: (backend) =>
      wrongPrimitive(backend, "unary", (ops, [x], { op }, right) =>
        op === "exp" && x.shape[0] === 65 ? ops.reshape(x, x.shape) : right(),
      ),
  },
  {
    name: "a reduction of rank 5 takes another axis",
    run: /^function\/sum\/float32\/rank-5/,
    caughtBy: ["function/sum/float32/rank-5-of-the-first-axis"],
    break: (backend) =>
      wrongPrimitive(backend, "reduce", (ops, [x], { op, axes }, right) =>
        x.shape.length === 5 && axes.length === 1 ? ops.broadcastTo(ops.reduce(op, x, [2]), x.shape) : right(),
      ),
  },
  {
    name: "the sum of nothing is NaN",
    run: /^function\/(sum|mean)\/float32\/empty/,
    caughtBy: ["function/sum/float32/empty"],
    break: (backend) =>
      wrongPrimitive(backend, "reduce", (ops, [x], { op, axes }, right) =>
        op === "sum" && x.shape.some((n) => n === 0)
          ? ops.full(
              x.shape.map((n, i) => (axes.includes(i) ? 1 : n)),
              Number.NaN,
              x.dtype,
            )
          : right(),
      ),
  },
  {
    name: "a flipped view is read forwards",
    run: /^function\/(cumsum|relu)\/float32\/views/,
    caughtBy: ["function/relu/float32/views", "function/cumsum/float32/views"],
    break: (backend) => wrongPrimitive(backend, "flip", (ops, [x]) => ops.reshape(x, x.shape)),
  },
  {
    name: "one of two operands is broadcast along another axis",
    run: /^function\/add\/float32\/(broadcasts|shapes)/,
    caughtBy: ["function/add/float32/broadcasts"],
    break: (backend) =>
      wrongPrimitive(backend, "binary", (ops, [a, b], { op }, right) =>
        typeof b === "object" && a.shape?.length === 2 && b.shape.length === 1
          ? ops.binary(op, a, ops.flip(b, [0]))
          : right(),
      ),
  },
  {
    name: "neg of unsigned integers does not wrap",
    run: /^function\/neg\/(uint8|int8)\/as-the-reference/,
    caughtBy: ["function/neg/uint8/as-the-reference"],
    break: (backend) =>
      wrongPrimitive(backend, "unary", (ops, [x], { op }, right) =>
        op === "neg" && x.dtype === "uint8" ? ops.reshape(x, x.shape) : right(),
      ),
  },
  {
    name: "the logarithm of infinity is the largest number",
    run: /^function\/(log|log2|logaddexp)\/float32\/specials/,
    caughtBy: ["function/log/float32/specials", "function/log2/float32/specials"],
    break: (backend) =>
      wrongPrimitive(backend, "unary", (ops, _, { op }, right) =>
        op === "log" ? ops.binary("min", right(), 100) : right(),
      ),
  },
  {
    name: "a product with zero loses the sign of zero",
    run: /^function\/(mul|degrees)\/float32\/specials/,
    caughtBy: ["function/mul/float32/specials"],
    break: (backend) =>
      wrongPrimitive(backend, "binary", (ops, _, { op }, right) =>
        op === "mul" ? ops.binary("add", right(), 0) : right(),
      ),
  },
];
