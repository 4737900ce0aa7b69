#!/usr/bin/env python3
"""Steps of torch.optim.AdamW and rates of Transformers' schedules: `python optimizer_cases.py FILE` writes the file behind `OptimizerParityTest`.

Needs torch, transformers.
"""
import json
import sys

import torch
from transformers import get_constant_schedule_with_warmup, get_cosine_schedule_with_warmup, get_linear_schedule_with_warmup

START = [0.5, -1.25, 0.0, 3.0]
GRADIENTS = [[0.1, -2.0, 1e-6, 0.0], [-0.3, 0.5, 1e-3, 0.0], [0.0, 1.5, -4.0, 0.25], [0.7, -0.1, 2.0, -0.5], [0.2, 0.2, 0.2, 0.2]]
RATES = [0.01, 0.02, 0.02, 0.015, 0.005]
WARMUP, STEPS = 4, 12


def adamw(weight_decay):
    parameter = torch.nn.Parameter(torch.tensor(START))
    optimizer = torch.optim.AdamW([parameter], lr=1, weight_decay=weight_decay)
    values = []
    for gradient, rate in zip(GRADIENTS, RATES):
        parameter.grad = torch.tensor(gradient)
        optimizer.param_groups[0]["lr"] = rate
        optimizer.step()
        values.append(parameter.tolist())
    return {"weight_decay": weight_decay, "values": values}


def rates(make, *arguments):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1)
    schedule = make(optimizer, *arguments)
    factors = []
    for _ in range(STEPS):
        factors.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return factors


with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump({"start": START, "gradients": GRADIENTS, "rates": RATES, "adamw": [adamw(0.0), adamw(0.1)], "warmup": WARMUP, "steps": STEPS,
               "schedules": {"constant": rates(get_constant_schedule_with_warmup, WARMUP),
                             "linear": rates(get_linear_schedule_with_warmup, WARMUP, STEPS),
                             "cosine": rates(get_cosine_schedule_with_warmup, WARMUP, STEPS)}}, file)
    file.write("\n")
