import { call, type FunctionRef, f64, i32, type ModuleBuilder, select } from "../../assembler/index.js";

/** The host's functions of a double, imported as `math.<name>`: every thread instantiates with `{ math: Math }`. */
export function hostMath(
  m: ModuleBuilder,
  name: "exp" | "expm1" | "log" | "log1p" | "sin" | "cos" | "tan" | "asin" | "acos" | "atan" | "tanh",
): FunctionRef<readonly ["f64"], "f64"> {
  return m.once(`math.${name}`, () => m.importFunction("math", name, ["f64"], "f64"));
}

/** `Math.atan2` and `Math.pow`. */
export function hostMath2(m: ModuleBuilder, name: "atan2" | "pow"): FunctionRef<readonly ["f64", "f64"], "f64"> {
  return m.once(`math.${name}`, () => m.importFunction("math", name, ["f64", "f64"], "f64"));
}

/** 2/√π·(−1)ⁿ/(n!·(2n + 1)): erf x = x·Σ cₙ·x²ⁿ. */
const SERIES = Array.from({ length: 22 }, (_, n) => {
  let c = 2 / Math.sqrt(Math.PI) / (2 * n + 1);
  for (let i = 1; i <= n; i++) c /= -i;
  return c;
});
const LEVELS = 250;

/**
 * erf of a double, error below 2 ulp. Up to 1 its Maclaurin series; above, 1 − erfc x by the continued fraction
 * e^(−x²)/√π / (x + ½/(x + 1/(x + 1½/(x + …)))).
 */
export function erf64(m: ModuleBuilder): FunctionRef<readonly ["f64"], "f64"> {
  return m.once("erf64", () =>
    m.function(["f64"], "f64", (f, argument) => {
      const x = f.let(f64.abs(argument));
      const z = f.let(f64.mul(x, x));
      const sum = SERIES.map((c) => f64.const(c)).reduceRight((s, c) => f64.add(f64.mul(s, z), c));
      const result = f.let(f64.mul(x, sum));
      f.if(f64.gt(x, 1), () => {
        const level = f.let(f64.abs(x));
        f.range(0, LEVELS, 1, (i) =>
          f.set(level, f64.add(x, f64.div(f64.mul(f64.convertI32U(i32.sub(LEVELS, i)), 0.5), level))),
        );
        const bell = call(hostMath(m, "exp"), f64.neg(z));
        const rest = f64.div(f64.mul(bell, 1 / Math.sqrt(Math.PI)), level);
        f.set(result, select(f64.gt(x, 6), f64.const(1), f64.sub(1, rest)));
      });
      return select(f64.eq(x, x), f64.copysign(result, argument), argument);
    }),
  );
}
