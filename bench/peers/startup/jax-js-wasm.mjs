import { defaultDevice, init, numpy as np } from "@jax-js/jax";

await init("wasm");
defaultDevice("wasm");
np.ones([2])
  .add(np.ones([2]))
  .dataSync();
