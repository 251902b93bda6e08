// What a user writes, with the packages handed in: the same program for every way of loading them.

export async function train(packages, entries) {
  const names = Object.keys(packages).map((key) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  const { backendJs, backendWasm } = packages;
  const losses = {
    js: await trainOn(backendJs.createJsBackend(), packages),
    wasm: await trainOn(await backendWasm.createWasmBackend(), packages),
  };
  return { packages: names.sort(), losses, entries: useEntries(packages, entries) };
}

/** Learns exclusive or, first by hand and then compiled. Returns the loss before, between and after. */
async function trainOn(backend, { core, layers, optimizers }) {
  core.setBackend(backend);
  core.manualSeed(0);
  class Net extends layers.Module {
    hidden = new layers.Linear(2, 16);
    output = new layers.Linear(16, 2);
    forward(x) {
      return this.output.call(this.hidden.call(x).tanh());
    }
  }
  const model = new Net();
  const optimizer = new optimizers.AdamW(model.parameters(), { learningRate: 0.05 });
  const step = (x, y) => {
    const loss = core.crossEntropy(model.call(x), y);
    loss.backward();
    optimizer.step();
    optimizer.zeroGrad();
    return loss.detach();
  };

  const x = core.tensor([0, 0, 0, 1, 1, 0, 1, 1], { shape: [4, 2] });
  const y = core.tensor([0, 1, 1, 0], { dtype: "int32" });
  const before = await core.scope(() => step(x, y)).item();
  for (let i = 0; i < 20; i++) core.scope(() => step(x, y).dispose());
  const between = await core.scope(() => step(x, y)).item();
  const compiled = core.compile(step);
  for (let i = 0; i < 200; i++) compiled(x, y).dispose();
  return [before, between, await compiled(x, y).item()];
}

/** The other entries of core: their tensors are the same class. */
function useEntries({ core, backendJs }, { fft, linalg }) {
  core.setBackend(backendJs.createJsBackend());
  const product = linalg.einsum("i,i", core.tensor([1, 2]), linalg.solve(core.eye(2), core.tensor([3, 4])));
  const { real } = fft.rfft(product.mul(core.ones([4])));
  return { isTensor: real instanceof core.Tensor, values: real.toArraySync() };
}
