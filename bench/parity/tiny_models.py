#!/usr/bin/env python3
"""Tiny models of every family whose weights are a formula, and what Transformers and PEFT make of them.

    python tiny_models.py golden FILE     the file that `TransformersParityTest` holds the engine against
    python tiny_models.py model DIR [--free-head] [--seed N]     one with random weights as a Hugging Face directory, for comparisons
    python tiny_models.py adapter MODEL DIR [--rank N]           a random PEFT adapter for a model, saved by PEFT

Formula: h = (CRC32(name) + i * 2654435761) mod 2^32; twice h = (h ^ h >> 16) * 73244475 mod 2^32; h = h ^ h >> 16; weight i of a tensor =
(h / 2^31 - 1) * sqrt(3 / inputs), in float64 and then float32; a norm is 1 + a tenth of it, or that tenth alone where the family stores it
less one; a magnitude of DoRA is as a norm; a bias is half of it. Needs torch, transformers, peft.
"""
import argparse
import json
import math
import os
import tempfile
import zlib

import numpy as np
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoConfig, AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from transformers_scores import encode, scores

CONTROL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TEMPLATE = ("{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}"
            "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")
CHATS = [
    [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes."}],
    [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Name 3 é🙂"}, {"role": "assistant", "content": "a, b, c"}],
    [{"role": "user", "content": "No answer is given here, so there is nothing to lose."}],
]
EVERYWHERE = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
ADAPTER = {"r": 4, "lora_alpha": 8, "target_modules": EVERYWHERE}
WINDOW = 12
VARIANTS = {
    "grouped heads, tied head": {"config": {"tie_word_embeddings": True}},
    "one key-value head, wide heads, free head, stretched rotation": {"config": {
        "tie_word_embeddings": False, "num_key_value_heads": 1, "head_dim": 12, "rope_parameters": {
            "rope_type": "llama3", "rope_theta": 10000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
            "original_max_position_embeddings": 32}}},
    "linear rotation": {"config": {"rope_parameters": {"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0}}},
    "adapter on every module": {"config": {"tie_word_embeddings": True}, "adapter": ADAPTER},
    "rank-stabilised adapter on two modules": {"config": {"tie_word_embeddings": False}, "adapter": {
        "r": 9, "lora_alpha": 6, "use_rslora": True, "target_modules": ["q_proj", "v_proj"]}},
    "mistral, windowed": {"family": "mistral", "config": {"sliding_window": WINDOW, "head_dim": 10}},
    "mistral, adapter": {"family": "mistral", "config": {"sliding_window": WINDOW, "head_dim": 10}, "adapter": ADAPTER},
    "qwen2, yarn": {"family": "qwen2", "config": {"rope_parameters": {
        "rope_type": "yarn", "rope_theta": 1000000.0, "factor": 4.0, "original_max_position_embeddings": 64}}},
    "qwen2, windowed above, adapter": {"family": "qwen2", "config": {
        "use_sliding_window": True, "sliding_window": WINDOW, "max_window_layers": 1}, "adapter": ADAPTER},
    "qwen3": {"family": "qwen3", "config": {"head_dim": 12, "tie_word_embeddings": True}},
    "qwen3, adapter": {"family": "qwen3", "config": {"head_dim": 12}, "adapter": ADAPTER},
    "smollm3": {"family": "smollm3", "config": {"num_hidden_layers": 4}},
    "smollm3, windowed, adapter": {"family": "smollm3", "config": {
        "no_rope_layers": [1, 0], "use_sliding_window": True, "sliding_window": WINDOW}, "adapter": ADAPTER},
    "gemma3, stretched": {"family": "gemma3_text", "config": {
        "num_hidden_layers": 3, "head_dim": 12, "query_pre_attn_scalar": 20, "sliding_window": WINDOW,
        "layer_types": ["sliding_attention", "full_attention", "sliding_attention"], "rope_parameters": {
            "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1000000.0},
            "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0}}}},
    "gemma3, adapter": {"family": "gemma3_text", "config": {
        "head_dim": 12, "query_pre_attn_scalar": 12, "sliding_window": WINDOW,
        "layer_types": ["sliding_attention", "full_attention"]}, "adapter": ADAPTER},
    "ranks and alphas by pattern, rank-stabilised": {"config": {"tie_word_embeddings": True}, "adapter": {
        "r": 4, "lora_alpha": 8, "use_rslora": True, "target_modules": EVERYWHERE,
        "rank_pattern": {"layers.0.self_attn.q_proj": 2, "(gate|up)_proj": 6}, "alpha_pattern": {"down_proj": 3, "self_attn.[kv]_proj": 5.5}}},
    "qwen3, adapter in one layer by regular expression": {"family": "qwen3", "config": {"head_dim": 12}, "adapter": {
        "r": 3, "lora_alpha": 5, "target_modules": r".*\.layers\.1\..*(q|v|down)_proj", "rank_pattern": {"v_proj": 5}}},
    "qwen2, dora": {"family": "qwen2", "config": {}, "adapter": {**ADAPTER, "use_dora": True}},
    "dora on two modules": {"config": {"tie_word_embeddings": True}, "adapter": {
        "r": 3, "lora_alpha": 5, "use_rslora": True, "use_dora": True, "target_modules": ["k_proj", "down_proj"], "rank_pattern": {"k_proj": 2}}},
}
SIZES = dict(vocab_size=259, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             max_position_embeddings=256, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2, pad_token_id=0)


def formula(name, shape, less_one=False):
    count = math.prod(shape)
    h = (zlib.crc32(name.encode()) + np.arange(count, dtype=np.uint64) * np.uint64(2654435761)) & np.uint64(0xFFFFFFFF)
    for _ in range(2):
        h = ((h ^ (h >> np.uint64(16))) * np.uint64(73244475)) & np.uint64(0xFFFFFFFF)
    h ^= h >> np.uint64(16)
    plain = h.astype(np.float64) / 2147483648.0 - 1
    if name.endswith("norm.weight") or (name.endswith("magnitude_vector.weight") and not name.startswith("along ")):
        values = 0.1 * plain + (0 if less_one else 1)
    elif name.endswith(".bias"):
        values = 0.5 * plain
    else:
        values = plain * math.sqrt(3 / shape[-1])
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def tokenizer():
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    plain = Tokenizer(models.BPE({token: i for i, token in enumerate(CONTROL + alphabet)}, []))
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=plain, bos_token=CONTROL[1], eos_token=CONTROL[2], pad_token=CONTROL[0])
    fast.chat_template = TEMPLATE
    return fast


def write_tokenizer(directory):
    tokenizer().save_pretrained(directory)
    config = {"bos_token": CONTROL[1], "eos_token": CONTROL[2], "pad_token": CONTROL[0], "chat_template": TEMPLATE,
              "tokenizer_class": "PreTrainedTokenizerFast"}
    if os.path.exists(f"{directory}/chat_template.jinja"):
        os.remove(f"{directory}/chat_template.jinja")
    with open(f"{directory}/tokenizer_config.json", "w", encoding="utf-8") as file:
        json.dump(config, file)


def fill(model):
    less_one = model.config.model_type == "gemma3_text"
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(formula(formula_name(name), tuple(parameter.shape), less_one))
    return model


def formula_name(name):
    if "lora_" in name:
        return name.replace(".default", "")
    return name.removeprefix("base_model.model.").replace(".base_layer", "")


def gradients(model, tokenizer):
    """Of the summed loss over the completions of all chats, by each factor: its length, and how much of it lies along the formula."""
    loss = 0
    for chat in CHATS:
        if chat[-1]["role"] == "assistant":
            prompt = encode(tokenizer, chat[:-1], add_generation_prompt=True)
            whole = encode(tokenizer, chat)
            logits = model(input_ids=torch.tensor([whole])).logits[0].float()
            loss = loss + torch.nn.functional.cross_entropy(logits[len(prompt) - 1:-1], torch.tensor(whole[len(prompt):]), reduction="sum")
    loss.backward()
    result = {"loss": round(loss.item(), 5)}
    for name, parameter in model.named_parameters():
        if "lora_" in name:
            along = formula("along " + formula_name(name), tuple(parameter.shape))
            result[formula_name(name)] = [float(f"{parameter.grad.norm().item():.6g}"),
                                          float(f"{(parameter.grad * along).sum().item():.6g}")]
    return result


def golden_variant(variant):
    with tempfile.TemporaryDirectory() as directory:
        config = AutoConfig.for_model(variant.get("family", "llama"), **{**SIZES, **variant["config"]})
        fill(AutoModelForCausalLM.from_config(config, dtype=torch.float32)).save_pretrained(directory)
        write_tokenizer(directory)
        adapter = None
        result = {"config": read(f"{directory}/config.json")}
        if "adapter" in variant:
            adapter = f"{directory}/adapter"
            base = AutoModelForCausalLM.from_pretrained(directory)
            adapted = fill(get_peft_model(base, LoraConfig(task_type="CAUSAL_LM", **variant["adapter"])))
            adapted.save_pretrained(adapter)
            result["gradients"] = gradients(adapted.to(torch.float32).eval(), tokenizer())
            result["adapter_config"] = read(f"{adapter}/adapter_config.json")
            result["adapter_config"]["base_model_name_or_path"] = "tiny"
            targets = result["adapter_config"]["target_modules"]
            result["adapter_config"]["target_modules"] = targets if isinstance(targets, str) else sorted(targets)
        result["scores"] = list(scores(directory, adapter, CHATS, new_tokens=12, top=10))
        return result, read(f"{directory}/tokenizer.json"), read(f"{directory}/tokenizer_config.json")


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write_golden(path):
    cases = {}
    for name, variant in VARIANTS.items():
        cases[name], tokens, config = golden_variant(variant)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"chats": CHATS, "tokenizer": tokens, "tokenizer_config": config, "variants": cases}, file, ensure_ascii=False)
        file.write("\n")


def write_model(directory, free_head, seed):
    torch.manual_seed(seed)
    config = LlamaConfig(**{**SIZES, "hidden_size": 96, "intermediate_size": 160, "num_hidden_layers": 3, "num_attention_heads": 6,
                            "max_position_embeddings": 4096, "tie_word_embeddings": not free_head, "initializer_range": 0.15})
    LlamaForCausalLM(config).save_pretrained(directory)
    write_tokenizer(directory)


def write_adapter(model, directory, rank):
    torch.manual_seed(rank)
    adapted = get_peft_model(AutoModelForCausalLM.from_pretrained(model), LoraConfig(
        task_type="CAUSAL_LM", r=rank, lora_alpha=2 * rank, target_modules="all-linear"))
    with torch.no_grad():
        for name, parameter in adapted.named_parameters():
            if "lora_B" in name:
                parameter.normal_(std=0.02)
    adapted.save_pretrained(directory)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("golden")
    command.add_argument("file")
    command = commands.add_parser("model")
    command.add_argument("directory")
    command.add_argument("--free-head", action="store_true")
    command.add_argument("--seed", type=int, default=1)
    command = commands.add_parser("adapter")
    command.add_argument("model")
    command.add_argument("directory")
    command.add_argument("--rank", type=int, default=8)
    a = parser.parse_args()
    if a.command == "golden":
        write_golden(a.file)
    elif a.command == "model":
        write_model(a.directory, a.free_head, a.seed)
    else:
        write_adapter(a.model, a.directory, a.rank)
