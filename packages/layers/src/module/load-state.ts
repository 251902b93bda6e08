import { asTensor, noGrad, sameShape, scope, showShape, TenonError, type TensorLike, type Variable } from "@tenon/core";

/** Values by name, such as `{ "fc1.weight": tensor, … }`. */
export type StateDict = Readonly<Record<string, TensorLike>>;

/** Options of `Module.loadStateDict`. */
export interface LoadOptions {
  /** False: load what fits, and report what is missing or unexpected. Default true: throw. */
  readonly strict?: boolean;
}

/** Names that a state dict lacked, and names that nothing here has. */
export interface LoadReport {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/** Assigns every variable its value, converted to its dtype and moved to its backend; all of them or none. */
export function loadState(
  variables: ReadonlyMap<string, Variable>,
  state: StateDict,
  { strict = true }: LoadOptions,
): LoadReport {
  const given = new Map(Object.entries(state));
  const filled = new Set([...variables].flatMap(([name, variable]) => (given.has(name) ? [variable] : [])));
  const missing = [...variables].flatMap(([name, variable]) => (filled.has(variable) ? [] : [name]));
  const unexpected = [...given.keys()].filter((name) => !variables.has(name));
  const misshapen = [...variables].flatMap(([name, { shape }]) => {
    const value = given.get(name);
    return value === undefined || sameShape(value.shape, shape) ? [] : [{ name, expected: shape, given: value.shape }];
  });
  if (misshapen.length > 0 || (strict && missing.length + unexpected.length > 0))
    throw new TenonError(
      "state_mismatch",
      `loadStateDict: ${[
        ...(strict ? [...list("missing", missing), ...list("unexpected", unexpected)] : []),
        ...list(
          "misshapen",
          misshapen.map((m) => `${m.name} (${showShape(m.expected)} was expected, ${showShape(m.given)} was given)`),
        ),
      ].join("; ")}`,
      misshapen.length > 0
        ? "the state dict of a model made with the same sizes"
        : "the state dict of the same model, or { strict: false } to load what fits",
      { missing, unexpected, misshapen },
    );
  scope(() =>
    noGrad(() => {
      const values = [...variables].flatMap(([name, variable]) => {
        const value = given.get(name);
        return value === undefined ? [] : [{ variable, value: fitted(value, variable) }];
      });
      for (const { variable, value } of values) variable.assign(value);
    }),
  );
  return { missing, unexpected };
}

function fitted(value: TensorLike, { dtype, backend }: Variable) {
  return asTensor(value, "loadStateDict").cast(dtype).to(backend);
}

/** At most eight names, so that a wrong file does not fill the screen. */
function list(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > 8 ? ` and ${names.length - 8} more` : "";
  return [`${what}: ${names.slice(0, 8).join(", ")}${more}`];
}
