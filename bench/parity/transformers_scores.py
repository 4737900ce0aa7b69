#!/usr/bin/env python3
"""What Transformers (and PEFT) make of chats: the same JSON lines as `whetstone engine score`, computed in float32.

    python transformers_scores.py --model DIR --chats FILE [--adapter DIR] [--new-tokens N] [--top N]
Needs torch, transformers, peft.
"""
import argparse
import json

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer


def encode(tokenizer, messages, **options):
    return tokenizer.apply_chat_template(messages, tokenize=True, return_dict=True, **options)["input_ids"]


def score(model, tokenizer, messages, new_tokens, top):
    completion = messages[-1:] if messages[-1]["role"] == "assistant" else []
    ids = encode(tokenizer, messages[:len(messages) - len(completion)], add_generation_prompt=True)
    logits = model(input_ids=torch.tensor([ids])).logits[0, -1].float()
    largest = torch.topk(logits, top)
    result = {"prompt_ids": ids, "top_ids": largest.indices.tolist(), "top_logits": [round(v, 5) for v in largest.values.tolist()],
              "logsumexp": round(torch.logsumexp(logits, 0).item(), 5)}
    if completion:
        whole = encode(tokenizer, messages)
        labels = [-100] * len(ids) + whole[len(ids):]
        loss = model(input_ids=torch.tensor([whole]), labels=torch.tensor([labels])).loss
        result |= {"completion_ids": whole[len(ids):], "completion_loss": round(loss.item(), 6)}
    greedy = model.generate(input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                            max_new_tokens=new_tokens, do_sample=False, pad_token_id=tokenizer.eos_token_id)
    return result | {"greedy_ids": greedy[0, len(ids):].tolist()}


def scores(directory, adapter, chats, new_tokens, top):
    tokenizer = AutoTokenizer.from_pretrained(directory)
    model = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32).eval()
    if adapter:
        model = PeftModel.from_pretrained(model, adapter).to(torch.float32).eval()
    with torch.inference_mode():
        for messages in chats:
            yield score(model, tokenizer, messages, new_tokens, top)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--chats", required=True)
    parser.add_argument("--adapter")
    parser.add_argument("--new-tokens", type=int, default=32)
    parser.add_argument("--top", type=int, default=20)
    a = parser.parse_args()
    with open(a.chats, encoding="utf-8") as file:
        rows = [json.loads(line)["messages"] for line in file if line.strip()]
    for line in scores(a.model, a.adapter, rows, a.new_tokens, a.top):
        print(json.dumps(line), flush=True)
