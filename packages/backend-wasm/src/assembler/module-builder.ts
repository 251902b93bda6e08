import { ByteSink } from "./byte-sink.js";
import {
  type Expression,
  expression,
  type FunctionRef,
  type I32,
  type Locals,
  type ResultType,
  TYPE_CODE,
  toExpression,
  type Value,
  type Values,
  type ValueType,
} from "./expression.js";
import { FunctionBuilder, localAt } from "./function-builder.js";

/** The size of an imported memory, in pages of 64 KiB. */
export interface MemoryImport {
  readonly initial: number;
  readonly maximum: number;
  readonly shared: boolean;
}

/** What a body returns: the function's value, or nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: the body of a "void" function returns nothing
type Body<R extends ResultType> = R extends ValueType ? Expression<R> : void;

interface Import {
  readonly module: string;
  readonly name: string;
  write(out: ByteSink): void;
}

interface Entry extends FunctionRef {
  index: number;
  readonly type: number;
}

/**
 * A WebAssembly module, built in memory. Functions may be added and imported in any order: indices are given when the
 * module is encoded.
 *
 * @example
 * const m = new ModuleBuilder();
 * m.export("double", m.function(["f32"], "f32", (_, x) => f32.add(x, x)));
 * new WebAssembly.Module(m.encode());
 */
export class ModuleBuilder {
  private readonly types: string[] = [];
  private readonly typeBytes: (readonly number[])[] = [];
  private readonly imported: Entry[] = [];
  private readonly imports: Import[] = [];
  private readonly others: Import[] = [];
  private readonly functions: (Entry & { builder: FunctionBuilder; result$?: Expression })[] = [];
  private readonly exports: [string, FunctionRef][] = [];
  private readonly globals = new Map<string, number>();
  private readonly shared = new Map<string, FunctionRef>();

  importMemory(module: string, name: string, memory: MemoryImport): void {
    this.others.push({
      module,
      name,
      write: (out) => {
        out.raw([0x02, memory.shared ? 0x03 : 0x01]);
        out.unsigned(memory.initial);
        out.unsigned(memory.maximum);
      },
    });
  }

  /** A table of functions, for `callIndirect`. */
  importTable(module: string, name: string, initial: number): void {
    this.others.push({
      module,
      name,
      write: (out) => {
        out.raw([0x01, 0x70, 0x00]);
        out.unsigned(initial);
      },
    });
  }

  /** An immutable i32 that the importer provides; importing it again gives the same one. */
  importGlobal(module: string, name: string): Expression<"i32"> {
    const key = `${module}.${name}`;
    const index = this.globals.get(key) ?? this.globals.size;
    if (!this.globals.has(key)) {
      this.globals.set(key, index);
      this.others.push({ module, name, write: (out) => out.raw([0x03, TYPE_CODE.i32, 0x00]) });
    }
    return expression("i32", (out) => {
      out.byte(0x23);
      out.unsigned(index);
    });
  }

  importFunction<const P extends readonly ValueType[], R extends ResultType>(
    module: string,
    name: string,
    params: P,
    result: R,
  ): FunctionRef<P, R> {
    const entry = { params, result, index: this.imported.length, type: this.typeOf(params, result) };
    this.imported.push(entry);
    this.imports.push({
      module,
      name,
      write: (out) => {
        out.byte(0x00);
        out.unsigned(entry.type);
      },
    });
    return entry;
  }

  /** A new function. `body` receives its builder and parameters and returns the result's expression. */
  function<const P extends readonly ValueType[], R extends ResultType>(
    params: P,
    result: R,
    body: (f: FunctionBuilder, ...params: Locals<P>) => Body<R>,
  ): FunctionRef<P, R> {
    const builder = new FunctionBuilder(params);
    const entry = { params, result, index: -1, type: this.typeOf(params, result), builder };
    this.functions.push(entry);
    const locals = params.map((type, i) => localAt(type, i)) as Locals<P>; // one local per parameter, in order
    const value = body(builder, ...locals);
    if (value) Object.assign(entry, { result$: value });
    return entry;
  }

  /** The function stored under `key` in this module, made on first use: how kernels share helpers. */
  once<P extends readonly ValueType[], R extends ResultType>(
    key: string,
    make: () => FunctionRef<P, R>,
  ): FunctionRef<P, R> {
    const known = this.shared.get(key);
    if (known) return known as unknown as FunctionRef<P, R>; // a key stands for one function and so for one type
    const made = make();
    this.shared.set(key, made);
    return made;
  }

  export(name: string, target: FunctionRef): void {
    this.exports.push([name, target]);
  }

  /** A call through the imported table of the function with this signature at `slot`. */
  callIndirect<const P extends readonly ValueType[], R extends ResultType>(
    params: P,
    result: R,
    slot: I32,
    ...args: Values<P>
  ): Expression<R> {
    const type = this.typeOf(params, result);
    const list = args as readonly Value<ValueType>[]; // a mapped tuple is a list of values
    const given = params.map((param, i) => toExpression(param, list[i]!));
    const at = toExpression("i32", slot);
    return expression(result, (out) => {
      for (const value of given) value.write(out);
      at.write(out);
      out.byte(0x11);
      out.unsigned(type);
      out.byte(0);
    });
  }

  /** The module in WebAssembly's binary format. */
  encode(): Uint8Array<ArrayBuffer> {
    this.functions.forEach((entry, i) => {
      entry.index = this.imported.length + i;
    });
    const out = new ByteSink();
    out.raw([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    section(out, 1, this.typeBytes, (type, s) => s.raw(type));
    section(out, 2, [...this.imports, ...this.others], (entry, s) => {
      s.text(entry.module);
      s.text(entry.name);
      entry.write(s);
    });
    section(out, 3, this.functions, (entry, s) => s.unsigned(entry.type));
    section(out, 7, this.exports, ([name, target], s) => {
      s.text(name);
      s.byte(0x00);
      s.unsigned(target.index);
    });
    section(out, 10, this.functions, (entry, s) => entry.builder.encode(s, entry.result$));
    return out.view();
  }

  private typeOf(params: readonly ValueType[], result: ResultType): number {
    const key = `${params.join()}>${result}`;
    const known = this.types.indexOf(key);
    if (known >= 0) return known;
    const results = result === "void" ? [0] : [1, TYPE_CODE[result]];
    this.types.push(key);
    this.typeBytes.push([0x60, params.length, ...params.map((type) => TYPE_CODE[type]), ...results]);
    return this.types.length - 1;
  }
}

function section<T>(out: ByteSink, id: number, items: readonly T[], write: (item: T, out: ByteSink) => void): void {
  if (items.length === 0) return;
  out.byte(id);
  out.sized((body) => {
    body.unsigned(items.length);
    for (const item of items) write(item, body);
  });
}
