export * from "./errors.js";
export * from "./seam/backend.js";
export * from "./seam/dtype.js";
export * from "./seam/fused.js";
export * from "./seam/graph.js";
export * from "./seam/op-names.js";
export * from "./seam/primitives.js";
export { broadcastShapes, sameShape, showShape, sizeOf, stridesOf } from "./shape.js";
