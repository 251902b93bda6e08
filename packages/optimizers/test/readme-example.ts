import { createJsBackend } from "@tenon/backend-js";
import { compile, mseLoss, Parameter, setBackend, type Tensor, tensor, zeros } from "@tenon/core";
import { AdamW } from "@tenon/optimizers";

setBackend(createJsBackend());

const slope = new Parameter(zeros([1]));
const offset = new Parameter(zeros([1]));
const optimizer = new AdamW(
  [
    { parameters: [slope], weightDecay: 1e-4 },
    { parameters: [offset], weightDecay: 0 },
  ],
  { learningRate: (step) => 0.2 * 0.995 ** step }, // a schedule is a function of the step
);

const train = compile((x: Tensor, y: Tensor) => {
  const loss = mseLoss(x.mul(slope).add(offset), y);
  loss.backward();
  optimizer.step();
  optimizer.zeroGrad();
  return loss;
});

const x = tensor([1, 2, 3, 4]);
const y = x.mul(2).add(1);
for (let step = 0; step < 1000; step++) train(x, y).dispose();

console.log(slope.value.itemSync().toFixed(1), offset.value.itemSync().toFixed(1)); // 2.0 1.0
console.log(optimizer.stateDict().steps); // 1000
