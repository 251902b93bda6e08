import * as ort from "onnxruntime-web";
import { addPairs } from "./add-pairs.mjs";

ort.env.wasm.numThreads = 1;
await addPairs(ort);
