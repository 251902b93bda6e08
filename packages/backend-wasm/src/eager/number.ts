import type { DType } from "@tenon/core";
import { INTEGER_RANGE } from "../kernels/cast.js";
import type { LinearMemory } from "../memory/linear-memory.js";

const word = new DataView(new ArrayBuffer(4));

/** Writes a number as an element of `dtype`, converted as `Backend.cast` converts a float64. */
export function writeNumber(memory: LinearMemory, address: number, dtype: DType, value: number): void {
  switch (dtype) {
    case "float32":
      memory.f32[address >>> 2] = value;
      break;
    case "float64":
      memory.f64[address >>> 3] = value;
      break;
    case "bool":
      memory.u8[address] = value === 0 ? 0 : 1;
      break;
    case "float16":
      memory.u16[address >>> 1] = float16Bits(value);
      break;
    case "bfloat16":
      memory.u16[address >>> 1] = bfloat16Bits(value);
      break;
    default: {
      const [least, greatest] = INTEGER_RANGE[dtype];
      const whole = Number.isNaN(value) ? 0 : Math.min(greatest, Math.max(least, Math.trunc(value)));
      if (dtype === "int32") memory.i32[address >>> 2] = whole;
      else memory.u8[address] = whole;
    }
  }
}

/** Rounded to float32, then to float16, half to even. */
function float16Bits(value: number): number {
  word.setFloat32(0, value);
  const bits = word.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = Math.abs(Math.fround(value));
  if (Number.isNaN(magnitude)) return 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  // One unit in the last place: 2⁻²⁴ below 2⁻¹⁴, else 2⁻¹⁰ of the power of two.
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
  const units = roundHalfEven(magnitude * 2 ** (10 - exponent));
  return sign | ((exponent + 14) * 1024 + units);
}

function bfloat16Bits(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  word.setFloat32(0, value);
  const bits = word.getUint32(0);
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

function roundHalfEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}
