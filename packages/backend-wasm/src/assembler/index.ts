export type { Expression, F64, FunctionRef, I32, Local, V128 } from "./expression.js";
export { call, select } from "./expression.js";
export type { FunctionBuilder } from "./function-builder.js";
export { ModuleBuilder } from "./module-builder.js";
export { atomic, f32, f64, i32, i64, memory } from "./scalar.js";
export { f32x4, f64x2, i8x16, i16x8, i32x4, i64x2, v128 } from "./simd.js";
