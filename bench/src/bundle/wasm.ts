import { createWasmBackend } from "@tenon/backend-wasm";
import { crossEntropy, ones, setBackend, zeros } from "@tenon/core";
import { Linear, ReLU, Sequential } from "@tenon/layers";
import { Adam } from "@tenon/optimizers";

setBackend(await createWasmBackend());
const model = new Sequential(new Linear(784, 512), new ReLU(), new Linear(512, 256), new ReLU(), new Linear(256, 10));
const optimizer = new Adam(model.parameters(), { learningRate: 1e-3 });
const loss = crossEntropy(model.call(ones([128, 784])), zeros([128], { dtype: "int32" }));
loss.backward();
optimizer.step();
console.log(String(loss));
