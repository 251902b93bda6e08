import { onnxModel } from "../onnx-model.mjs";

/** @param {any} ort the library */
export async function addPairs(ort) {
  const shape = [2];
  const values = ["a", "b"].map((name) => ({ name, shape }));
  const session = await ort.InferenceSession.create(onnxModel([{ op: "Add", inputs: ["a", "b"] }], values, shape));
  const ones = new ort.Tensor("float32", Float32Array.of(1, 1), shape);
  await session.run({ a: ones, b: ones });
  process.exit(0);
}
