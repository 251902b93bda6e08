import * as ort from "onnxruntime-node";
import { addPairs } from "./add-pairs.mjs";

await addPairs(ort);
