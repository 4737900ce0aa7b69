#!/usr/bin/env python3
"""Where PEFT puts adapters, with which rank and scale, and steps of LoRA+: `python adapter_cases.py FILE` writes the file behind
`AdapterSettingsParityTest` and `LoraPlusParityTest`.

Layouts: the modules of a tiny Llama of twelve layers that get an adapter for settings of LoraConfig; `lm_head` among them where PEFT takes
it. Steps: AdamW over the groups that PEFT makes for LoRA+, on the gradient of all chats of tiny_models.py; each factor after the last step as the
length of its change, and how much of that lies along the formula. Needs torch, transformers, peft.
"""
import json
import sys

import torch
from peft import LoraConfig, get_peft_model
from peft.optimizers import create_loraplus_optimizer
from peft.tuners.lora import LoraLayer
from transformers import AutoConfig, AutoModelForCausalLM

import tiny_models

LAYERS = 12
SETTINGS = [
    {"r": 8, "lora_alpha": 16, "target_modules": ["q_proj", "v_proj"]},
    {"r": 8, "lora_alpha": 16, "target_modules": "all-linear"},
    {"r": 8, "lora_alpha": 16, "target_modules": "ALL-linear", "use_rslora": True},
    {"r": 8, "lora_alpha": 16, "target_modules": ["layers.1.self_attn.q_proj", "mlp.down_proj", "model.layers.11.mlp.up_proj"]},
    {"r": 8, "lora_alpha": 16, "target_modules": r".*\.layers\.(1|11)\.self_attn\.[qk]_proj"},
    {"r": 8, "lora_alpha": 16, "target_modules": r"model\.layers\.\d\.mlp\.(?!up).*_proj"},
    {"r": 8, "lora_alpha": 16, "target_modules": r".*_proj"},
    {"r": 8, "lora_alpha": 16, "target_modules": r".*self_attn\.\w_proj|.*\.0\.mlp\.gate_proj"},
    {"r": 4, "lora_alpha": 6, "target_modules": "all-linear", "rank_pattern": {"q_proj": 2, "layers.1.self_attn.q_proj": 16},
     "alpha_pattern": {"mlp.*": 3, "down_proj": 12}},
    {"r": 4, "lora_alpha": 6, "target_modules": "all-linear", "rank_pattern": {"layers.1.self_attn.q_proj": 16, "q_proj": 2},
     "alpha_pattern": {"down_proj": 12, "mlp.*": 3}, "use_rslora": True},
    {"r": 4, "lora_alpha": 6, "target_modules": ["q_proj", "o_proj"], "rank_pattern": {
        r"model\.layers\.[0-3]\..*": 1, r".*_proj": 5, "proj": 7, "j": 9}, "alpha_pattern": {r"layers.1\d.self_attn.[a-p]_proj": 0.5}},
    {"r": 8, "lora_alpha": 16, "target_modules": ["q_proj", "v_proj"], "exclude_modules": ["layers.3.self_attn.q_proj", "lm_head", "1.self_attn.v_proj"]},
    {"r": 8, "lora_alpha": 16, "target_modules": "all-linear", "exclude_modules": ["down_proj", "mlp", "proj"]},
    {"r": 8, "lora_alpha": 16, "target_modules": "all-linear", "exclude_modules": r".*\.layers\.(\d|10)\.mlp\..*|.*v_proj"},
    {"r": 8, "lora_alpha": 16, "target_modules": "all-linear", "exclude_modules": "q_proj"},
    {"r": 8, "lora_alpha": 16, "target_modules": r".*self_attn\.\w_proj|.*\.0\.mlp\.gate_proj", "exclude_modules": ["o_proj", "0.self_attn.q_proj"]},
    {"r": 8, "lora_alpha": 16, "target_modules": r".*_proj|lm_head", "exclude_modules": r"lm_.*|.*\.k_proj"},
    {"r": 4, "lora_alpha": 6, "target_modules": ["k_proj"], "rank_pattern": {"1.self_attn.k_proj": 3, "attn.k_proj": 8, "^k_proj": 9}},
]
RATIO, RATE, DECAY, STEPS = 16.0, 0.01, 0.1, 3


def layout(settings):
    config = AutoConfig.for_model("llama", **{**tiny_models.SIZES, "num_hidden_layers": LAYERS, "tie_word_embeddings": False})
    model = get_peft_model(AutoModelForCausalLM.from_config(config), LoraConfig(task_type="CAUSAL_LM", **settings))
    modules = {}
    for name, module in model.named_modules():
        if isinstance(module, LoraLayer):
            modules[name.removeprefix("base_model.model.")] = [module.r["default"], module.scaling["default"]]
    return {"settings": settings, "modules": modules}


def steps(settings):
    variant = tiny_models.VARIANTS["adapter on every module"]
    config = AutoConfig.for_model("llama", **{**tiny_models.SIZES, **variant["config"]})
    base = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    model = tiny_models.fill(get_peft_model(base, LoraConfig(task_type="CAUSAL_LM", **settings))).to(torch.float32).eval()
    optimizer = create_loraplus_optimizer(model, torch.optim.AdamW, lr=RATE, loraplus_lr_ratio=RATIO, loraplus_weight_decay=DECAY)
    before = {name: parameter.detach().clone() for name, parameter in model.named_parameters() if "lora_" in name}
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        losses.append(tiny_models.gradients(model, tiny_models.tokenizer())["loss"])
        optimizer.step()
    factors = {}
    for name, parameter in model.named_parameters():
        if "lora_" in name:
            changed = parameter.detach() - before[name]
            along = tiny_models.formula("along " + tiny_models.formula_name(name), tuple(parameter.shape))
            factors[tiny_models.formula_name(name)] = [float(f"{changed.norm().item():.6g}"), float(f"{(changed * along).sum().item():.6g}")]
    return {"settings": settings, "rate": RATE, "ratio": RATIO, "weight_decay": DECAY, "losses": losses, "factors": factors}


with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump({"layers": LAYERS, "layouts": [layout(settings) for settings in SETTINGS],
               "steps": [steps({**tiny_models.ADAPTER}), steps({**tiny_models.ADAPTER, "use_rslora": True, "rank_pattern": {"o_proj": 7}})]}, file)
    file.write("\n")
