#!/usr/bin/env python3
"""What may be drawn after Transformers' logits processors, and with which probabilities, for fixed logits and settings.

Writes the file that `SamplingGoldenTest` holds the engine against:
    python sampling_cases.py ../../engine/src/test/resources/dev/whetstone/engine/generate/sampling-cases.json
Presence and frequency penalty are no part of Transformers: they follow the formula of OpenAI's documentation, after the repetition
penalty as in vLLM. Needs torch, transformers, numpy.
"""
import json
import sys

import numpy as np
import torch
from transformers import (MinNewTokensLengthLogitsProcessor, MinPLogitsWarper, RepetitionPenaltyLogitsProcessor,
                          SequenceBiasLogitsProcessor, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper)

VOCABULARY = 400
END = 2
PROMPT = [1, 7, 7, 31, 260, 399]
COMPLETION = [31, 5, 5, 5, 90]
ALTERNATIVES = 5
WRITTEN = 40  # probabilities a case
ORDINARY = dict(temperature=1.0, top_p=1.0, top_k=0, min_p=0.0, repetition=1.0, presence=0.0, frequency=0.0, bias={}, min_tokens=0)
CASES = [
    dict(),
    dict(temperature=0.3),
    dict(temperature=1.7),
    dict(top_k=1),
    dict(top_k=7, temperature=2.0),
    dict(top_p=0.5),
    dict(top_p=0.97, temperature=1.4),
    dict(top_p=0.999999, temperature=3.0),
    dict(min_p=0.05),
    dict(min_p=0.2, temperature=2.5),
    dict(min_p=1.0),
    dict(top_k=20, top_p=0.8, min_p=0.1, temperature=1.3),
    dict(top_k=300, top_p=0.6, temperature=5.0),
    dict(top_p=0.7, min_p=0.02, temperature=1.5),
    dict(repetition=1.3, temperature=1.2),
    dict(repetition=0.8, top_k=50),
    dict(presence=1.5, temperature=1.5),
    dict(frequency=0.7),
    dict(presence=-1.0, frequency=-0.5, top_p=0.9),
    dict(bias={"4": 6.5, "31": -3.0, "300": 100.0, "90": -100.0}, temperature=20.0),
    dict(bias={"2": 12.0}, min_tokens=6),
    dict(bias={"2": 12.0}, min_tokens=5),
    dict(bias={"31": 4.0, "5": 5.0}, repetition=1.7, presence=0.4, frequency=0.3, min_tokens=9, temperature=0.9, top_k=60, top_p=0.95,
         min_p=0.01),
]


def processed(logits, case):
    ids = torch.tensor([PROMPT + COMPLETION])
    scores = logits[None].clone()
    if case["bias"]:
        scores = SequenceBiasLogitsProcessor([[[int(token)], float(bias)] for token, bias in case["bias"].items()])(ids, scores)
    if case["repetition"] != 1:
        scores = RepetitionPenaltyLogitsProcessor(case["repetition"])(ids, scores)
    for token in set(COMPLETION):
        scores[0, token] -= COMPLETION.count(token) * case["frequency"] + case["presence"]
    if case["min_tokens"]:
        scores = MinNewTokensLengthLogitsProcessor(len(PROMPT), case["min_tokens"], END)(ids, scores)
    scores = TemperatureLogitsWarper(case["temperature"])(ids, scores)
    if case["top_k"]:
        scores = TopKLogitsWarper(case["top_k"])(ids, scores)
    if case["top_p"] < 1:
        scores = TopPLogitsWarper(case["top_p"])(ids, scores)
    if case["min_p"]:
        scores = MinPLogitsWarper(case["min_p"])(ids, scores)
    return scores[0]


def expected(logits, case):
    scores = processed(logits, case)
    probabilities = torch.softmax(scores.double(), 0)
    kept = torch.nonzero(scores != -float("inf")).flatten()
    kept = kept[torch.argsort(probabilities[kept], descending=True, stable=True)]
    return {**case, "kept": kept.tolist(), "probabilities": [float(f"{p:.6g}") for p in probabilities[kept[:WRITTEN]]]}


def main():
    drawn = np.random.default_rng(20261130).normal(scale=2.5, size=VOCABULARY)
    logits = torch.tensor([round(x * 65536) / 65536 for x in drawn], dtype=torch.float32)  # exact in float32
    assert len(set(logits.tolist())) == VOCABULARY, "which of two equal tokens is kept is nobody's promise"
    logs = torch.log_softmax(logits.double(), 0)
    likeliest = torch.topk(logs, ALTERNATIVES)
    golden = {
        "end": END, "prompt": PROMPT, "completion": COMPLETION, "logits": logits.tolist(),
        "likeliest": likeliest.indices.tolist(), "log_probabilities": [round(x, 9) for x in likeliest.values.tolist()],
        "cases": [expected(logits, ORDINARY | case) for case in CASES],
    }
    with open(sys.argv[1], "w") as out:
        json.dump(golden, out)
        out.write("\n")


main()
