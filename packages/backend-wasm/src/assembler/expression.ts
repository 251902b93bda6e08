import type { ByteSink } from "./byte-sink.js";

/** Types of values on WebAssembly's stack. */
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";
export type ResultType = ValueType | "void";

export const TYPE_CODE: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/**
 * Code that leaves one value of type T (none for "void"). Used twice it runs twice: keep a value with
 * `FunctionBuilder.let`.
 */
export interface Expression<T extends ResultType = ResultType> {
  readonly type: T;
  write(out: ByteSink): void;
}

/** A local variable or parameter; as an expression it is the variable's present value. */
export interface Local<T extends ValueType = ValueType> extends Expression<T> {
  readonly index: number;
}

export type Locals<P extends readonly ValueType[]> = { -readonly [K in keyof P]: Local<P[K]> };

export type I32 = Expression<"i32"> | number;
export type I64 = Expression<"i64"> | bigint;
export type F32 = Expression<"f32"> | number;
export type F64 = Expression<"f64"> | number;
export type V128 = Expression<"v128">;

/** What may be given where a value of type T is needed: an expression, or a literal. */
export type Value<T extends ValueType> = T extends "i64" ? I64 : T extends "v128" ? V128 : Expression<T> | number;
export type Values<P extends readonly ValueType[]> = { readonly [K in keyof P]: Value<P[K]> };

/** A function of a module, own or imported. Its index is known once the module is encoded. */
export interface FunctionRef<P extends readonly ValueType[] = readonly ValueType[], R extends ResultType = ResultType> {
  readonly params: P;
  readonly result: R;
  readonly index: number;
}

export function expression<T extends ResultType>(type: T, write: (out: ByteSink) => void): Expression<T> {
  return { type, write };
}

/** A literal as an expression; expressions pass through. */
export function toExpression<T extends ValueType>(type: T, value: Value<T>): Expression<T> {
  if (typeof value !== "number" && typeof value !== "bigint") return value as unknown as Expression<T>; // not a literal: an expression of T
  return expression(type, (out) => {
    switch (type) {
      case "i32":
        out.byte(0x41);
        return out.signed(Number(value));
      case "i64":
        out.byte(0x42);
        return out.signed(BigInt(value));
      case "f32":
        out.byte(0x43);
        return out.f32(Number(value));
      default:
        out.byte(0x44);
        return out.f64(Number(value));
    }
  });
}

/** The call of `target`. A call of a "void" function becomes a statement through `FunctionBuilder.do`. */
export function call<P extends readonly ValueType[], R extends ResultType>(
  target: FunctionRef<P, R>,
  ...args: Values<P>
): Expression<R> {
  const list = args as readonly Value<ValueType>[]; // a mapped tuple is a list of values
  if (list.length !== target.params.length)
    throw new RangeError(`call: ${target.params.length} arguments expected, ${list.length} given`);
  const given = target.params.map((type, i) => toExpression(type, list[i]!));
  return expression(target.result, (out) => {
    for (const value of given) value.write(out);
    out.byte(0x10);
    out.unsigned(target.index);
  });
}

/** `condition ? a : b`; both sides are evaluated. */
export function select<T extends ValueType>(condition: I32, a: Expression<T>, b: Expression<T>): Expression<T> {
  const test = toExpression("i32", condition);
  return expression(a.type, (out) => {
    a.write(out);
    b.write(out);
    test.write(out);
    if (a.type === "v128") out.raw([0x1c, 1, TYPE_CODE.v128]);
    else out.byte(0x1b);
  });
}
