export { dot, outer } from "../ops/products.js";
export { cholesky, choleskySolve } from "./cholesky.js";
export { det, logdet, type SignAndLog, slogdet } from "./determinant.js";
export { type Eigen, eigh, eigvalsh } from "./eigh.js";
export { einsum } from "./einsum.js";
export { type LeastSquares, lstsq, matrixRank, pinv, type RankOptions } from "./least-squares.js";
export { type LuFactors, lu, luSolve } from "./lu.js";
export { multiDot } from "./multi-dot.js";
export {
  conditionNumber,
  type MatrixNormOptions,
  type MatrixNormOrder,
  matrixNorm,
  type VectorNormOptions,
  vectorNorm,
} from "./norms.js";
export { matrixExp, matrixPower } from "./powers.js";
export { cross, kron, tensordot, trace, type VanderOptions, vander } from "./products.js";
export { type QrFactors, type QrOptions, qr } from "./qr.js";
export { inverse, type SolveOptions, solve } from "./solve.js";
export { type SvdFactors, type SvdOptions, svd, svdvals } from "./svd.js";
export { type TriangularSolveOptions, triangularSolve } from "./triangular-solve.js";
