#!/usr/bin/env python3
"""Compares an imported model directory with another reading of the same GGUF file: weights bit by bit, ids of 1,000 lines.

    python compare_import.py IMPORTED REFERENCE
Exit code 0 only when everything is equal. Needs safetensors, torch, transformers.
"""
import sys

import torch
from safetensors import safe_open
from transformers import AutoConfig, AutoTokenizer

from lines import lines

imported, reference = sys.argv[1:3]
differences = 0


def differs(what):
    global differences
    differences += 1
    print("differs:", what)


with safe_open(f"{imported}/model.safetensors", "pt") as ours, safe_open(f"{reference}/model.safetensors", "pt") as theirs:
    if set(ours.keys()) != set(theirs.keys()):
        differs(f"tensor names {sorted(set(ours.keys()) ^ set(theirs.keys()))}")
    values = 0
    for name in sorted(set(ours.keys()) & set(theirs.keys())):
        a, b = ours.get_tensor(name), theirs.get_tensor(name)
        values += a.numel()
        if a.dtype != b.dtype or not torch.equal(a, b):
            differs(name)
    print(f"{len(set(ours.keys()))} tensors, {values} values compared")

a, b = AutoConfig.from_pretrained(imported), AutoConfig.from_pretrained(reference)
for field in ("vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads",
              "head_dim", "max_position_embeddings", "rms_norm_eps", "rope_parameters", "tie_word_embeddings", "hidden_act",
              "bos_token_id", "eos_token_id"):
    if getattr(a, field) != getattr(b, field):
        differs(f"config {field}: {getattr(a, field)} and {getattr(b, field)}")

a, b = AutoTokenizer.from_pretrained(imported), AutoTokenizer.from_pretrained(reference)
texts = lines()
for text in texts:
    if a(text, add_special_tokens=False)["input_ids"] != b(text, add_special_tokens=False)["input_ids"]:
        differs(f"ids of {text!r}")
    chat = [{"role": "user", "content": text}]
    if a.apply_chat_template(chat, add_generation_prompt=True) != b.apply_chat_template(chat, add_generation_prompt=True):
        differs(f"chat of {text!r}")
print(f"{len(texts)} lines and chats compared, {differences} differences")
sys.exit(differences > 0)
