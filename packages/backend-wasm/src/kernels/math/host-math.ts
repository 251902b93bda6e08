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

/**
 * erf of a double. Up to 3 the series e^(−x²)·2/√π·Σ 2ⁿx²ⁿ⁺¹/(2n+1)!!, whose terms are all positive; above it
 * 1 − erfc x by the continued fraction e^(−x²)/√π / (x + ½/(x + 1/(x + 1½/(x + …)))), from the 60th level up.
 */
export function erf64(m: ModuleBuilder): FunctionRef<readonly ["f64"], "f64"> {
  return m.once("erf64", () =>
    m.function(["f64"], "f64", (f, argument) => {
      const x = f.let(f64.abs(argument));
      const bell = f.let(call(hostMath(m, "exp"), f64.neg(f64.mul(x, x))));
      const result = f.let(f64.const(1));
      f.if(
        f64.le(x, 3),
        () => {
          const term = f.let(f64.mul(x, 1));
          const sum = f.let(f64.mul(x, 1));
          f.range(1, 90, 1, (n) => {
            const next = f64.div(f64.mul(f64.mul(x, x), 2), f64.convertI32U(i32.add(i32.shl(n, 1), 1)));
            f.set(term, f64.mul(term, next));
            f.set(sum, f64.add(sum, term));
          });
          f.set(result, f64.mul(f64.mul(sum, bell), 2 / Math.sqrt(Math.PI)));
        },
        () => {
          const level = f.let(f64.mul(x, 1));
          f.range(0, 60, 1, (i) => {
            const numerator = f64.mul(f64.convertI32U(i32.sub(60, i)), 0.5);
            f.set(level, f64.add(x, f64.div(numerator, level)));
          });
          f.set(result, f64.sub(1, f64.div(f64.mul(bell, 1 / Math.sqrt(Math.PI)), level)));
        },
      );
      const finite = f.let(select(f64.gt(x, 6), f64.const(1), result));
      return select(f64.eq(x, x), f64.copysign(finite, argument), argument);
    }),
  );
}
