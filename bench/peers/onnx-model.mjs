// Writes the few kinds of ONNX model that are measured (onnx.proto3: field numbers beside each message).

/** @typedef {{ op: string, inputs: string[], attributes?: Record<string, number | readonly number[]> }} Step */
/** @typedef {{ name: string, shape: readonly number[], data?: Float32Array }} Value */

const FLOAT = 1;
const OPSET = 17;

/**
 * A chain of ops: the output of a step is named by its place, "0", "1", …; the last is the model's output.
 * @param {readonly Step[]} steps @param {readonly Value[]} values inputs, and constants, which have data
 * @param {readonly number[]} outputShape @returns {Uint8Array}
 */
export function onnxModel(steps, values, outputShape) {
  const inputs = values.filter(({ data }) => data === undefined);
  const constants = values.filter(({ data }) => data !== undefined);
  const graph = [
    ...steps.map((step, i) => message(1, node(step, String(i)))),
    text(2, "graph"),
    ...constants.map((value) => message(5, constant(value))),
    ...inputs.map((value) => message(11, valueInfo(value))),
    message(12, valueInfo({ name: String(steps.length - 1), shape: outputShape })),
  ];
  return Buffer.concat([integer(1, 8), message(7, graph), message(8, [integer(2, OPSET)])]); // ir_version, graph, opset_import
}

/** NodeProto. @param {Step} step @param {string} output */
function node({ op, inputs, attributes = {} }, output) {
  return [
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => message(5, attribute(name, value))),
  ];
}

/** AttributeProto: one integer (type 2), or several (type 7). @param {string} name @param {number | readonly number[]} value */
function attribute(name, value) {
  if (typeof value === "number") return [text(1, name), integer(3, value), integer(20, 2)];
  return [text(1, name), ...value.map((item) => integer(8, item)), integer(20, 7)];
}

/** TensorProto. @param {Value} value */
function constant({ name, shape, data }) {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return [...shape.map((size) => integer(1, size)), integer(2, FLOAT), text(8, name), field(9, bytes)];
}

/** ValueInfoProto, TypeProto, its Tensor, TensorShapeProto. @param {Value} value */
function valueInfo({ name, shape }) {
  const dimensions = shape.map((size) => message(1, [integer(1, size)]));
  return [text(1, name), message(2, [message(1, [integer(1, FLOAT), message(2, dimensions)])])];
}

/** @param {number} number @param {readonly Uint8Array[]} parts */
function message(number, parts) {
  return field(number, Buffer.concat(parts));
}

/** @param {number} number @param {string} value */
function text(number, value) {
  return field(number, Buffer.from(value));
}

/** @param {number} number @param {Uint8Array} bytes */
function field(number, bytes) {
  return Buffer.concat([variable((number << 3) | 2), variable(bytes.length), bytes]);
}

/** @param {number} number @param {number} value */
function integer(number, value) {
  return Buffer.concat([variable(number << 3), variable(value)]);
}

/** A number in groups of seven bits, lowest first. @param {number} value not negative */
function variable(value) {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}
