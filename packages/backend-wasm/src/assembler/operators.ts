import { type Expression, expression, type I32, toExpression, type Value, type ValueType } from "./expression.js";

/** How an instruction is written before its immediates: one byte, or a prefix and a LEB128 number. */
export type Opcode = number | readonly [prefix: number, code: number];

export type Unary<A extends ValueType, R extends ValueType> = (a: Value<A>) => Expression<R>;
export type Binary<A extends ValueType, B extends ValueType, R extends ValueType> = (
  a: Value<A>,
  b: Value<B>,
) => Expression<R>;
export type Load<R extends ValueType> = (address: I32, offset?: number) => Expression<R>;
export type Store<A extends ValueType> = (address: I32, value: Value<A>, offset?: number) => Expression<"void">;

type Sink = Parameters<Expression["write"]>[0];

export function writeOpcode(out: Sink, code: Opcode): void {
  if (typeof code === "number") out.byte(code);
  else {
    out.byte(code[0]);
    out.unsigned(code[1]);
  }
}

export function unary<A extends ValueType, R extends ValueType>(code: Opcode, from: A, to: R): Unary<A, R> {
  return (a) => {
    const x = toExpression(from, a);
    return expression(to, (out) => {
      x.write(out);
      writeOpcode(out, code);
    });
  };
}

export function binary<A extends ValueType, B extends ValueType, R extends ValueType>(
  code: Opcode,
  left: A,
  right: B,
  to: R,
): Binary<A, B, R> {
  return (a, b) => {
    const x = toExpression(left, a);
    const y = toExpression(right, b);
    return expression(to, (out) => {
      x.write(out);
      y.write(out);
      writeOpcode(out, code);
    });
  };
}

/** `align` is log2 of the alignment: a hint for plain access, an exact demand for atomics. */
export function load<R extends ValueType>(code: Opcode, to: R, align = 0): Load<R> {
  return (address, offset = 0) => {
    const at = toExpression("i32", address);
    return expression(to, (out) => {
      at.write(out);
      writeOpcode(out, code);
      out.unsigned(align);
      out.unsigned(offset);
    });
  };
}

export function store<A extends ValueType>(code: Opcode, from: A, align = 0): Store<A> {
  return (address, value, offset = 0) => {
    const at = toExpression("i32", address);
    const x = toExpression(from, value);
    return expression("void", (out) => {
      at.write(out);
      x.write(out);
      writeOpcode(out, code);
      out.unsigned(align);
      out.unsigned(offset);
    });
  };
}
