import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";

await init("wasm");
defaultDevice("wasm");
const weights = [
  [784, 512],
  [512, 256],
  [256, 10],
].map((shape) => np.ones(shape).mul(0.01));
const loss = ([a, b, c], x, y) => {
  const hidden = nn.relu(np.matmul(nn.relu(np.matmul(x, a)), b));
  return np.mean(np.sum(nn.logSoftmax(np.matmul(hidden, c), -1).mul(y), -1)).neg();
};
const step = jit((weights, x, y) => {
  const [value, gradients] = valueAndGrad(loss)(tree.ref(weights), x, y);
  return [value, tree.map((w, g) => w.sub(g.mul(1e-3)), weights, gradients)];
});
const [value] = step(weights, np.ones([128, 784]), nn.oneHot(np.zeros([128], { dtype: np.int32 }), 10));
console.log(value.item());
