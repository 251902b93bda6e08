import {
  call,
  type FunctionBuilder,
  type FunctionRef,
  f32x4,
  f64x2,
  i8x16,
  type Local,
  type ModuleBuilder,
  type V128,
  v128,
} from "../../assembler/index.js";

/** A function of four floats that a module holds once. */
export type VectorFunction = FunctionRef<readonly ["v128"], "v128">;

const HIGH_TO_LOW = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
const LOW_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
const EVEN_WORDS = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];

/** The upper 64 bits, moved down. */
export const upper = (x: V128) => i8x16.shuffle(x, x, HIGH_TO_LOW);
/** The lower 64 bits of both. */
export const joinLow = (low: V128, high: V128) => i8x16.shuffle(low, high, LOW_HALVES);
/** The lower 32 bits of each of four 64-bit lanes. */
export const joinWords = (low: V128, high: V128) => i8x16.shuffle(low, high, EVEN_WORDS);

/** Four floats as two pairs of doubles. `x` is evaluated twice: a variable. */
export const widen = (x: V128): [V128, V128] => [f64x2.promoteLowF32x4(x), f64x2.promoteLowF32x4(upper(x))];

/** Two pairs of doubles as four floats. */
export const narrow = (low: V128, high: V128) => joinLow(f32x4.demoteF64x2Zero(low), f32x4.demoteF64x2Zero(high));

/** A function of four floats, computed by `body` on two doubles at a time: double the work, no rounding worth a word. */
export function throughDoubles(
  m: ModuleBuilder,
  name: string,
  body: (f: FunctionBuilder, x: Local<"v128">) => V128,
): VectorFunction {
  return m.once(name, () => {
    const pair = m.function(["v128"], "v128", body);
    return m.function(["v128"], "v128", (_, x) => {
      const [low, high] = widen(x);
      return narrow(call(pair, low), call(pair, high));
    });
  });
}

/** The same for two arguments. */
export function throughDoubles2(
  m: ModuleBuilder,
  name: string,
  body: (f: FunctionBuilder, a: Local<"v128">, b: Local<"v128">) => V128,
) {
  return m.once(name, () => {
    const pair = m.function(["v128", "v128"], "v128", body);
    return m.function(["v128", "v128"], "v128", (_, a, b) => {
      const [lowA, highA] = widen(a);
      const [lowB, highB] = widen(b);
      return narrow(call(pair, lowA, lowB), call(pair, highA, highB));
    });
  });
}

/** The sign bit of each double. */
export const signs = (x: V128) => v128.and(x, f64x2.const(-0));
