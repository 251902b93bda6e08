"""Writes fixtures/torch-names.json: what PyTorch offers under the names that programs use.

Run with a Python that has PyTorch: python3 test/guides/scripts/torch_names.py
"""
import json
import re
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

# In-place forms, copies of views, engines of one device, quantized and sparse tensors, and the machinery of the package.
INTERNAL = re.compile(
    r"^_|_$|_copy$|^unsafe_|^(cudnn|miopen|mkldnn|fbgemm|quantize|quantized|fake_quantize|fused_|native_|sparse_|batch_norm_)"
    r"|quantiz|_indices$(?<!max)|^q_|^int_repr|dlpack|vulkan|vital|autocast|^(import_ir|parse_|merge_type|obs|obj|hs|ss|s?spmm|smm|dsmm|sspaddmm|saddmm)"
    r"|^(Callable|List|Optional|Set|Tuple|Union|candidate|classproperty|convolution|fork|wait|typename|unify_type_list)$"
    r"|has_torch_function|handle_torch_function|boolean_dispatch|assert_int_or_pair|multi_head_attention_forward"
    r"|deterministic|anomaly|flush_denormal|warn_always|matmul_precision|is_storage|is_distributed|is_inference|compiled_with"
    r"|file_path|from_file|embedding_renorm|norm_except_dim|multiprocessing|init_num_threads|align_tensors|affine_grid_generator"
    r"|^(rnn|gru|lstm)(_|$)|is_grad_enabled|resize_as|put$|alias|choose_qparams|dequantize|expand|prepare|read_vitals|values$|adjoint$|^fill$"
)


def functions(module):
    names = (n for n in dir(module) if callable(getattr(module, n)) and not isinstance(getattr(module, n), type))
    return sorted(n for n in names if not INTERNAL.search(n))


def layers():
    names = (n for n in dir(nn) if isinstance(getattr(nn, n), type) and issubclass(getattr(nn, n), nn.Module))
    return sorted(n for n in names if not re.search(r"^Lazy|Base$|^Container$|NLLLoss2d|CrossMapLRN2d", n))


tables = {
    "torch": functions(torch),
    "F": functions(F),
    "torch.linalg": functions(torch.linalg),
    "torch.fft": functions(torch.fft),
    "nn": layers(),
}
target = Path(__file__).parent.parent / "fixtures" / "torch-names.json"
target.write_text(json.dumps({"torch": torch.__version__, "names": tables}, indent=1) + "\n")
