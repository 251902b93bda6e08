import { type Backend, crossEntropy, scope, withBackend } from "@tenon/core";
import { Dropout, LayerNorm, Linear, ReLU, Sequential } from "@tenon/layers";
import { AdamW } from "@tenon/optimizers";
import { classes, floats } from "./fill.js";

/** Live tensors and bytes after each of `steps` hand-written synchronous training steps, as the README shows them. */
export function longRun(backend: Backend, steps: number): string[] {
  return withBackend(backend, () => {
    const model = new Sequential(new Linear(4, 8), new LayerNorm(8), new ReLU(), new Dropout(0.1), new Linear(8, 3));
    const optimizer = new AdamW(model.parameters());
    const [x, y] = [floats("long x", 6, 4), classes("long y", 3, 6)];
    return Array.from({ length: steps }, () => {
      scope(() => {
        const loss = crossEntropy(model.call(x), y);
        loss.backward();
        optimizer.step();
        optimizer.zeroGrad();
      });
      const { tensors, bytes } = backend.memory();
      return `${tensors} tensors, ${bytes} bytes`;
    });
  });
}
