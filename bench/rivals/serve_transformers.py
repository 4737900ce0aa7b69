#!/usr/bin/env python3
"""Transformers generate on random prompts: the base, and PEFT with adapters mixed in a batch. One JSON line a setting."""
import argparse
import json
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--model", required=True)
    p.add_argument("--batch", default="1,8,32")
    p.add_argument("--adapters", type=int, default=4)
    p.add_argument("--rank", type=int, default=16)
    p.add_argument("--prompt-tokens", type=int, default=200)
    p.add_argument("--new-tokens", type=int, default=64)
    p.add_argument("--dtype", choices=["float32", "bfloat16"], default="bfloat16")
    return p.parse_args()


def seconds(model, ids, new, **more):
    begun = time.perf_counter()
    with torch.inference_mode():
        model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), min_new_tokens=new, max_new_tokens=new,
                       do_sample=False, pad_token_id=0, **more)
    return time.perf_counter() - begun


def measure(model, setting, batch, a, **more):
    ids = torch.randint(10, model.config.vocab_size, (batch, a.prompt_tokens), device=model.device)
    seconds(model, ids, 2, **more)  # warms up
    first, whole = seconds(model, ids, 1, **more), seconds(model, ids, a.new_tokens, **more)
    print(json.dumps({
        "engine": "transformers", "setting": setting, "batch": batch, "dtype": a.dtype, "threads": torch.get_num_threads(),
        "prefill_tokens_per_s": round(batch * a.prompt_tokens / first, 1),
        "decode_tokens_per_s": round(batch * (a.new_tokens - 1) / (whole - first), 1)}), flush=True)


def main():
    a = arguments()
    torch.manual_seed(0)
    batches = [int(b) for b in a.batch.split(",")]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    dtype = getattr(torch, a.dtype)
    base = AutoModelForCausalLM.from_pretrained(a.model, dtype=dtype).to(device).eval()
    for batch in batches:
        measure(base, "base", batch, a)
    if a.adapters == 0:
        return
    lora = LoraConfig(r=a.rank, lora_alpha=2 * a.rank, task_type="CAUSAL_LM", target_modules=LINEAR, init_lora_weights=False)
    names = [f"a{i}" for i in range(a.adapters)]
    mixed = get_peft_model(base, lora, adapter_name=names[0])
    for name in names[1:]:
        mixed.add_adapter(name, lora)
    mixed = mixed.to(dtype).eval()
    for batch in batches:
        if batch > 1:
            rows = (["__base__"] + names) * batch
            measure(mixed, f"{a.adapters} adapters and the base mixed", batch, a, adapter_names=rows[:batch])


main()
