#!/usr/bin/env python3
"""Compares two files of scores line by line: ids identical, logits within 1e-3, completion loss within 1e-4, greedy ids identical.

    python compare_scores.py OURS REFERENCE [LOGIT_TOLERANCE LOSS_TOLERANCE]
Prints the largest differences; exit code 0 only when all lines agree. Largest logits are compared by token: two that are closer than
the tolerance may stand in either order. Standard library only.
"""
import json
import sys

ours, reference = ([json.loads(line) for line in open(path, encoding="utf-8")] for path in sys.argv[1:3])
logit_tolerance, loss_tolerance = (float(sys.argv[3]), float(sys.argv[4])) if len(sys.argv) > 4 else (1e-3, 1e-4)
logits = losses = sums = 0.0
failures = []
if len(ours) != len(reference):
    failures.append(f"{len(ours)} lines and {len(reference)}")
for number, (a, b) in enumerate(zip(ours, reference), 1):
    for field in ("prompt_ids", "completion_ids", "greedy_ids"):
        if a.get(field) != b.get(field):
            failures.append(f"line {number}: {field} differ: {a.get(field)} and {b.get(field)}")
    mine, theirs = dict(zip(a["top_ids"], a["top_logits"])), dict(zip(b["top_ids"], b["top_logits"]))
    logits = max([logits] + [abs(mine[i] - theirs[i]) for i in mine.keys() & theirs.keys()])
    borders = min(a["top_logits"] + b["top_logits"]) + logit_tolerance
    for i in mine.keys() ^ theirs.keys():
        if {**mine, **theirs}[i] > borders:
            failures.append(f"line {number}: token {i} is among the largest on one side only")
    sums = max(sums, abs(a["logsumexp"] - b["logsumexp"]))
    if ("completion_loss" in a) != ("completion_loss" in b):
        failures.append(f"line {number}: completion_loss on one side only")
    elif "completion_loss" in a:
        losses = max(losses, abs(a["completion_loss"] - b["completion_loss"]))
print(f"{len(ours)} lines; largest difference of a logit {logits:.2e}, of logsumexp {sums:.2e}, of a completion loss {losses:.2e}")
if max(logits, sums) > logit_tolerance:
    failures.append(f"a logit differs by more than {logit_tolerance}")
if losses > loss_tolerance:
    failures.append(f"a completion loss differs by more than {loss_tolerance}")
for failure in failures:
    print("FAIL", failure)
sys.exit(bool(failures))
