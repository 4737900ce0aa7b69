#!/usr/bin/env python3
"""Checks that completions decoded together, base and adapters in one batch, are the greedy ids of Transformers and PEFT alone.

    python compare_generations.py GENERATED NAME=SCORES ...
GENERATED is the output of `whetstone engine generate --json`, each SCORES a file of scores for the model of that name. Standard library only.
"""
import json
import sys

wanted = {}
for pair in sys.argv[2:]:
    name, path = pair.split("=", 1)
    with open(path, encoding="utf-8") as file:
        wanted[name] = [json.loads(line)["greedy_ids"] for line in file]
failures = compared = 0
batches = set()
with open(sys.argv[1], encoding="utf-8") as file:
    for line in map(json.loads, file):
        compared += 1
        batches.add(line["batch_size"])
        if line["tokens"] != wanted[line["model"]][line["chat"]]:
            failures += 1
            print("FAIL chat", line["chat"], line["model"], line["tokens"], wanted[line["model"]][line["chat"]])
expected = sum(map(len, wanted.values()))
print(f"{compared} of {expected} completions compared, {failures} differ, batches of up to {max(batches, default=0)}")
sys.exit(failures > 0 or compared != expected)
