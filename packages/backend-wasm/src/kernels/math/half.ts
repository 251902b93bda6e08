import { type Expression, f32x4, i32x4, type V128, v128 } from "../../assembler/index.js";
import type { Context } from "../lanes.js";

const all = (x: number) => i32x4.const(x);

/** Four bfloat16 bit patterns, one per 32-bit lane, as floats. */
export function bfloat16Value(bits: V128): V128 {
  return i32x4.shl(bits, 16);
}

/** Four floats rounded to bfloat16, half to even; NaN stays quiet. */
export function bfloat16Bits({ f }: Context, value: V128): Expression<"v128"> {
  const x = f.let(value);
  const odd = v128.and(i32x4.shrU(x, 16), all(1));
  const rounded = i32x4.shrU(i32x4.add(x, i32x4.add(odd, all(0x7fff))), 16);
  return v128.bitselect(rounded, all(0x7fc0), f32x4.eq(x, x));
}

/** Four float16 bit patterns, one per 32-bit lane, as floats. Subnormals come right through the multiplication. */
export function float16Value({ f }: Context, bits: V128): Expression<"v128"> {
  const h = f.let(bits);
  const magnitude = i32x4.shl(v128.and(h, all(0x7fff)), 13);
  const scaled = f.let(f32x4.mul(magnitude, f32x4.const(2 ** 112)));
  const special = v128.and(f32x4.ge(scaled, f32x4.const(65536)), all(0x7f800000));
  return v128.or(v128.or(scaled, special), i32x4.shl(v128.and(h, all(0x8000)), 16));
}

/**
 * Four floats rounded to float16, half to even. Normal results: round the 13 dropped bits by integer addition, which
 * carries into the exponent and so into infinity; subnormal results: adding 0.5 makes the hardware round at 2⁻²⁴.
 */
export function float16Bits({ f }: Context, value: V128): Expression<"v128"> {
  const x = f.let(value);
  const magnitude = f.let(v128.and(x, all(0x7fffffff)));
  const odd = v128.and(i32x4.shrU(magnitude, 13), all(1));
  const bias = all((-112 << 23) + 0xfff);
  const normal = i32x4.shrU(i32x4.add(i32x4.add(magnitude, bias), odd), 13);
  const subnormal = i32x4.sub(f32x4.add(magnitude, f32x4.const(0.5)), all(0x3f000000));
  const finite = v128.bitselect(subnormal, normal, i32x4.ltS(magnitude, all(113 << 23)));
  const special = v128.bitselect(all(0x7e00), all(0x7c00), i32x4.gtS(magnitude, all(0x7f800000)));
  const result = v128.bitselect(special, finite, i32x4.geS(magnitude, all(0x477ff000)));
  return v128.or(result, v128.and(i32x4.shrU(x, 16), all(0x8000)));
}
