import type { DType } from "@tenon/core";

/** The dtype in which a number computed on the host enters the step; a cast in the step makes other dtypes of it. */
export function scalarDType(dtype: DType): "float32" | "float64" | "int32" {
  return dtype === "float32" || dtype === "int32" ? dtype : "float64";
}

/** Writes a number for the step to read, converted as `cast` converts a float64. */
export function writeScalar(memory: WebAssembly.Memory, address: number, dtype: DType, value: number): void {
  const view = new DataView(memory.buffer, address, 8);
  switch (scalarDType(dtype)) {
    case "float32":
      view.setFloat32(0, value, true);
      break;
    case "float64":
      view.setFloat64(0, value, true);
      break;
    case "int32":
      view.setInt32(0, Number.isNaN(value) ? 0 : Math.min(2 ** 31 - 1, Math.max(-(2 ** 31), value)), true);
  }
}
