import { describe, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { grad } from "../autograd/functional.js";
import { gelu, silu, softplus, square } from "./activations.js";
import { tensor } from "./create.js";
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
