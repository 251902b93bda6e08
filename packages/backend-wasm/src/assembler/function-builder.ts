import type { ByteSink } from "./byte-sink.js";
import {
  type Expression,
  expression,
  type I32,
  type Local,
  TYPE_CODE,
  toExpression,
  type Value,
  type ValueType,
} from "./expression.js";
import { i32 } from "./scalar.js";

/** A place that a branch can go to: the start of a loop, the end of a block. */
export interface Label {
  readonly depth: number;
}

/**
 * The body of one function: local variables and statements, in order.
 *
 * @example
 * m.function(["i32"], "i32", (f, n) => {
 *   const sum = f.local("i32");
 *   f.range(0, n, 1, (i) => f.set(sum, i32.add(sum, i)));
 *   return sum;
 * });
 */
export class FunctionBuilder {
  private readonly statements: Expression[] = [];
  private readonly locals: ValueType[] = [];
  private depth = 0;

  constructor(private readonly params: readonly ValueType[]) {}

  /** A new variable, zero at the function's entry. */
  local<T extends ValueType>(type: T): Local<T> {
    this.locals.push(type);
    return localAt(type, this.params.length + this.locals.length - 1);
  }

  /** A new variable that starts as `value`, which is evaluated here, once. */
  let<T extends ValueType>(value: Expression<T>): Local<T> {
    const variable = this.local(value.type);
    this.set(variable, value);
    return variable;
  }

  set<T extends ValueType>(variable: Local<T>, value: Expression<T>): void;
  set(variable: Local<"i32"> | Local<"f32"> | Local<"f64">, value: number): void;
  set<T extends ValueType>(variable: Local<T>, value: Value<T>): void {
    const given = toExpression(variable.type, value);
    this.code((out) => {
      given.write(out);
      out.byte(0x21);
      out.unsigned(variable.index);
    });
  }

  /** variable += amount */
  increase(variable: Local<"i32">, amount: I32): void {
    this.set(variable, i32.add(variable, amount));
  }

  /** A store or the call of a function without result. */
  do(statement: Expression<"void">): void {
    this.statements.push(statement);
  }

  drop(value: Expression<ValueType>): void {
    this.code((out) => {
      value.write(out);
      out.byte(0x1a);
    });
  }

  if(condition: I32, then: () => void, otherwise?: () => void): void {
    const test = toExpression("i32", condition);
    this.code((out) => {
      test.write(out);
      out.raw([0x04, 0x40]);
    });
    this.nested(then);
    if (otherwise) {
      this.bytes(0x05);
      this.nested(otherwise);
    }
    this.bytes(0x0b);
  }

  /** `branch(label)` inside `body` leaves it. */
  block(body: (end: Label) => void): void {
    this.bytes(0x02, 0x40);
    this.nested(body);
    this.bytes(0x0b);
  }

  /** `branch(label)` inside `body` starts it again; without one it runs once. */
  loop(body: (again: Label) => void): void {
    this.bytes(0x03, 0x40);
    this.nested(body);
    this.bytes(0x0b);
  }

  branch(label: Label): void {
    const levels = this.depth - label.depth;
    this.code((out) => {
      out.byte(0x0c);
      out.unsigned(levels);
    });
  }

  branchIf(label: Label, condition: I32): void {
    const test = toExpression("i32", condition);
    const levels = this.depth - label.depth;
    this.code((out) => {
      test.write(out);
      out.byte(0x0d);
      out.unsigned(levels);
    });
  }

  /** Runs `body` while `condition` holds, testing first. */
  while(condition: I32, body: () => void): void {
    this.if(condition, () =>
      this.loop((again) => {
        body();
        this.branchIf(again, condition);
      }),
    );
  }

  /** for (i = from; i < to; i += step), unsigned; `to` is evaluated once. */
  range(from: I32, to: I32, step: I32, body: (i: Local<"i32">) => void): void {
    const i = this.let(i32.const(from));
    const end = typeof to === "number" ? to : this.let(to);
    this.while(i32.ltU(i, end), () => {
      body(i);
      this.increase(i, step);
    });
  }

  return(value?: Expression<ValueType>): void {
    this.code((out) => {
      value?.write(out);
      out.byte(0x0f);
    });
  }

  unreachable(): void {
    this.bytes(0x00);
  }

  /** Locals and code, as the code section holds them. */
  encode(out: ByteSink, result: Expression | undefined): void {
    out.sized((body) => {
      const runs = runLengths(this.locals);
      body.unsigned(runs.length);
      for (const [count, type] of runs) {
        body.unsigned(count);
        body.byte(TYPE_CODE[type]);
      }
      for (const statement of this.statements) statement.write(body);
      result?.write(body);
      body.byte(0x0b);
    });
  }

  private nested(body: (label: Label) => void): void {
    this.depth++;
    body({ depth: this.depth });
    this.depth--;
  }

  private bytes(...bytes: readonly number[]): void {
    this.code((out) => out.raw(bytes));
  }

  private code(write: (out: ByteSink) => void): void {
    this.statements.push(expression("void", write));
  }
}

/** The variable with the given index; parameters come first. */
export function localAt<T extends ValueType>(type: T, index: number): Local<T> {
  return {
    type,
    index,
    write: (out) => {
      out.byte(0x20);
      out.unsigned(index);
    },
  };
}

function runLengths(types: readonly ValueType[]): [number, ValueType][] {
  const runs: [number, ValueType][] = [];
  for (const type of types) {
    const last = runs[runs.length - 1];
    if (last && last[1] === type) last[0]++;
    else runs.push([1, type]);
  }
  return runs;
}
