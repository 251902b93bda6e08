import { createJsBackend } from "@tenon/backend-js";
import { crossEntropy, manualSeed, scope, setBackend, type Tensor, type TensorLike, tensor } from "@tenon/core";
import { Dropout, LayerNorm, Linear, Module } from "@tenon/layers";
import { AdamW } from "@tenon/optimizers";

setBackend(createJsBackend());
manualSeed(0);

class Classifier extends Module {
  readonly hidden = new Linear(2, 16);
  readonly norm = new LayerNorm(16);
  readonly drop = new Dropout(0.1);
  readonly output = new Linear(16, 2);

  forward(x: TensorLike): Tensor {
    return this.output.call(this.drop.call(this.norm.call(this.hidden.call(x)).relu()));
  }
}

const model = new Classifier();
const optimizer = new AdamW(model.parameters(), { learningRate: 1e-2 });
const points = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const classes = tensor([0, 1, 1, 0], { dtype: "int32" });

for (let epoch = 0; epoch < 200; epoch++)
  scope(() => {
    crossEntropy(model.call(points), classes).backward();
    optimizer.step();
    optimizer.zeroGrad();
  });

model.eval();
console.log(await model.call(points).argMax({ axis: 1 }).toArray()); // [0, 1, 1, 0]
console.log(Object.keys(model.stateDict())); // ["hidden.weight", "hidden.bias", "norm.weight", …]
