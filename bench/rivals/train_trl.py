#!/usr/bin/env python3
"""TRL SFTTrainer with PEFT LoRA on all linear layers, loss on the last answer only. One JSON line a number format."""
import argparse
import json
import tempfile
import time

import torch
from datasets import Dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import SFTConfig, SFTTrainer

LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--model", required=True)
    p.add_argument("--train", required=True, help="JSON Lines of {messages}")
    p.add_argument("--valid", required=True)
    p.add_argument("--rank", type=int, default=16)
    p.add_argument("--alpha", type=float, default=32)
    p.add_argument("--learning-rate", type=float, default=2e-4)
    p.add_argument("--epochs", type=int, default=2)
    p.add_argument("--batch-size", type=int, default=4)
    p.add_argument("--max-tokens", type=int, default=2048)
    p.add_argument("--dtypes", default="bfloat16,float32", help="each is run; the best counts")
    return p.parse_args()


def rows(path):
    with open(path, encoding="utf-8") as lines:
        chats = [json.loads(line)["messages"] for line in lines if line.strip()]
    return Dataset.from_list([{"prompt": chat[:-1], "completion": chat[-1:]} for chat in chats])


def measure(dtype, a):
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(a.model)
    model = AutoModelForCausalLM.from_pretrained(a.model, dtype=getattr(torch, dtype))
    train, valid = rows(a.train), rows(a.valid)
    tokens = sum(len(tokenizer.apply_chat_template(row["prompt"] + row["completion"], return_dict=True)["input_ids"]) for row in train)
    with tempfile.TemporaryDirectory() as folder:
        settings = SFTConfig(
            output_dir=folder, num_train_epochs=a.epochs, per_device_train_batch_size=a.batch_size,
            per_device_eval_batch_size=a.batch_size, learning_rate=a.learning_rate, lr_scheduler_type="constant", warmup_steps=0,
            max_grad_norm=1.0, max_length=a.max_tokens, completion_only_loss=True, gradient_checkpointing=False, packing=False,
            bf16=False, fp16=False, use_cpu=not torch.cuda.is_available(), save_strategy="no", report_to=[], logging_steps=1,
            disable_tqdm=True, seed=0)
        lora = LoraConfig(r=a.rank, lora_alpha=a.alpha, task_type="CAUSAL_LM", target_modules=LINEAR)
        trainer = SFTTrainer(model=model, args=settings, train_dataset=train, eval_dataset=valid, processing_class=tokenizer,
                             peft_config=lora)
        before = trainer.evaluate()["eval_loss"]
        begun = time.perf_counter()
        trainer.train()
        taken = time.perf_counter() - begun
        after = trainer.evaluate()["eval_loss"]
    print(json.dumps({
        "engine": "trl", "setting": "LoRA SFT", "batch": a.batch_size, "dtype": dtype, "threads": torch.get_num_threads(),
        "tokens": tokens * a.epochs, "seconds": round(taken, 2), "tokens_per_s": round(tokens * a.epochs / taken, 1),
        "valid_loss_before": round(before, 4), "valid_loss_after": round(after, 4)}), flush=True)


def main():
    a = arguments()
    for dtype in a.dtypes.split(","):
        measure(dtype, a)


main()
