/** Stable identifiers of everything Tenon refuses to do. Programs may switch on them. */
export type ErrorCode =
  | "shape_mismatch"
  | "dtype_mismatch"
  | "invalid_argument"
  | "ragged_array"
  | "index_out_of_range"
  | "disposed"
  | "backend_missing"
  | "backend_mismatch"
  | "backend_failed"
  | "unsupported"
  | "out_of_memory"
  | "no_gradient"
  | "graph_released"
  | "async_scope"
  | "sync_read_unavailable"
  | "read_in_trace"
  | "not_finite"
  | "singular_matrix"
  | "not_positive_definite"
  | "leak"
  | "state_mismatch";

const brand: symbol = Symbol.for("tenon.error");

/**
 * The one error class of Tenon: a stable `code`, what was expected and given in `message`, one line of `help`.
 *
 * `instanceof TenonError` holds across two installed copies of the package, because it tests a brand.
 *
 * @example
 * try {
 *   tensor([1, 2]).matmul(tensor([1, 2, 3]));
 * } catch (error) {
 *   if (error instanceof TenonError) console.log(error.code, error.help);
 * }
 */
export class TenonError extends Error {
  readonly code: ErrorCode;
  readonly help: string;
  /** The facts of the message as data: shapes, dtypes, names. */
  readonly details: Readonly<Record<string, unknown>>;

  /**
   * @param problem `op: what was expected, what was given`, without a full stop.
   * @param help one line that says what to try, without a full stop.
   */
  constructor(code: ErrorCode, problem: string, help: string, details: Readonly<Record<string, unknown>> = {}) {
    super(`${problem}. Try: ${help}.`);
    this.name = "TenonError";
    this.code = code;
    this.help = help;
    this.details = Object.freeze({ ...details });
    Object.defineProperty(this, brand, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }
}
