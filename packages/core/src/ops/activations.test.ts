import { describe, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { glu, logSigmoid, mish, silu, softplus, softsign, square, tanhshrink } from "./activations.js";
import { tensor } from "./create.js";
import { gelu } from "./gelu.js";
import { leakyRelu } from "./rectifiers.js";

useJs();

const f64 = (values: number[]) => tensor(values, { dtype: "float64" });
const points = [-30, -2, -0.5, 0, 0.5, 2, 30];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describe("activations", () => {
  test("square, silu, leakyRelu and softplus are their formulas", () => {
    expectClose(
      square(f64(points)),
      points.map((x) => x * x),
      1e-12,
    );
    expectClose(
      silu(f64(points)),
      points.map((x) => x * sigmoid(x)),
      1e-12,
    );
    expectClose(
      leakyRelu(f64(points)),
      points.map((x) => (x > 0 ? x : 0.01 * x)),
      1e-12,
    );
    expectClose(leakyRelu(f64([-2]), { slope: 0.5 }), [-1]);
    expectClose(
      softplus(f64(points)),
      points.map((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
      1e-12,
    );
  });

  test("gelu is x·Φ(x), or GPT-2's approximation", () => {
    expectClose(gelu(f64([0, 1, -1, 2])), [0, 0.8413447461, -0.1586552539, 1.9544997361], 1e-9);
    const tanhForm = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
    expectClose(gelu(f64(points), { approximate: "tanh" }), points.map(tanhForm), 1e-12);
  });

  test("softplus neither overflows nor underflows", () => {
    expectClose(softplus(tensor([1000, -1000, Number.NaN])), [1000, 0, Number.NaN]);
  });

  test("softplus has slope σ(x) and curvature σ′(x), at 0 too", () => {
    const slope = grad((x) => softplus(x).sum());
    expectClose(slope(f64(points))[0]!, points.map(sigmoid), 1e-12);
    const [curvature] = grad((x) => slope(x)[0]!.sum())(f64([0, 1]));
    expectClose(curvature!, [0.25, sigmoid(1) * (1 - sigmoid(1))], 1e-12);
  });

  test("leakyRelu has its slope at 0", () => {
    expectClose(grad((x) => leakyRelu(x, { slope: 0.1 }).sum())(f64([-1, 0, 1]))[0]!, [0.1, 0.1, 1]);
  });
});

describe("softplus, by its options", () => {
  test("bends as sharply as beta says, and is x beyond the threshold", () => {
    expectClose(
      softplus(f64(points), { beta: 3 }),
      points.map((x) => (Math.max(3 * x, 0) + Math.log1p(Math.exp(-3 * Math.abs(x)))) / 3),
      1e-13,
    );
    expectClose(softplus(f64([1, 3]), { threshold: 2 }), [Math.log1p(Math.E), 3], 1e-13);
    expectError(() => softplus(f64([1]), { beta: 0 }), "invalid_argument", "beta");
  });
});

describe("smooth activations", () => {
  test("are their formulas", () => {
    const soft = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    expectClose(mish(f64(points)), points.map((x) => x * Math.tanh(soft(x))), 1e-13); // biome-ignore format: short
    expectClose(logSigmoid(f64(points)), points.map((x) => -soft(-x)), 1e-13); // biome-ignore format: short
    expectClose(softsign(f64(points)), points.map((x) => x / (1 + Math.abs(x))), 1e-14); // biome-ignore format: short
    expectClose(tanhshrink(f64(points)), points.map((x) => x - Math.tanh(x)), 1e-14); // biome-ignore format: short
    expectClose(logSigmoid(tensor([1000, -1000, Number.NaN])), [0, -1000, Number.NaN]);
  });

  test("have derivatives of first and second order", async () => {
    for (const f of [mish, logSigmoid, softsign, tanhshrink, gelu]) {
      await gradcheck((x) => f(x).sum(), [f64([-3, -0.5, 0.2, 2])]);
      await gradcheck((x) => grad((v) => f(v).sum())(x)[0]!.sum(), [f64([-3, -0.5, 0.2, 2])]);
    }
  });

  test("glu gates one half of an axis by the other", () => {
    expectClose(glu(f64([1, -2, 0, 30])), [0.5, -2], 1e-12);
    expectClose(glu(f64([1, -2, 0, 0]).reshape([4, 1]), { axis: 0 }), [[0.5], [-1]]);
    expectError(() => glu(f64([1, 2, 3])), "shape_mismatch", "[3]");
    expectError(() => gelu(f64([1]), { approximate: "erf" as "tanh" }), "invalid_argument"); // on purpose
  });
});
