#!/usr/bin/env python3
"""Losses and LoRA gradients of TRL's trainers on one fixed batch, in float32: DPO, ORPO, KTO and weighted SFT.

Writes the file that `ObjectiveParityTest` holds the engine against:
    python trl_losses.py ../../engine/src/test/resources/dev/whetstone/engine/train/trl-losses.json
The model is the variant "adapter on every module" of tiny_models.py; the adapter's factors and all rows come from formulas that both
sides compute, so that the policy differs from the reference, which is the base with the adapter off. Needs torch, transformers, peft, trl.
"""
import json
import sys
import tempfile
import types

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM

import tiny_models
from trl import DPOConfig, DPOTrainer, KTOConfig, KTOTrainer
from trl.experimental.orpo import ORPOTrainer

VARIANT = tiny_models.VARIANTS["adapter on every module"]
BETA = 0.3
# (tokens, targets at), both of an answer after its prompt; the seeds of two answers to one prompt share it.
PAIRS = [((7, 3), 5, 9), ((11, 4), 12, 6), ((2, 9), 7, 7)]


def tokens(seed, count):
    return [3 + (seed * 7919 + i * 104729 + i * i * 31) % 256 for i in range(count)]


def rows():
    """[{prompt, chosen, rejected}] as ids."""
    return [{"prompt": tokens(seed, 4 + extra), "chosen": tokens(seed + 100, chosen), "rejected": tokens(seed + 200, rejected)}
            for (seed, extra), chosen, rejected in PAIRS]


LORA = LoraConfig(task_type="CAUSAL_LM", **VARIANT["adapter"])


def base():
    config = AutoConfig.for_model("llama", **{**tiny_models.SIZES, **VARIANT["config"]})
    return tiny_models.fill(AutoModelForCausalLM.from_config(config, dtype=torch.float32))


def policy():
    return tiny_models.fill(get_peft_model(base(), LORA)).to(torch.float32)


def trained_by(trainer):
    """The trainer, whose fresh adapter gets the formula's factors: its reference stays the base with the adapter off."""
    tiny_models.fill(trainer.model.to(torch.float32)).train()
    return trainer


def padded(sequences):
    """[(prompt, completion)] as ids, attention mask and completion mask, padded on the right."""
    longest = max(len(p) + len(c) for p, c in sequences)
    ids, attention, completion = [], [], []
    for p, c in sequences:
        rest = longest - len(p) - len(c)
        ids.append(p + c + [0] * rest)
        attention.append([1] * (len(p) + len(c)) + [0] * rest)
        completion.append([0] * len(p) + [1] * len(c) + [0] * rest)
    return [torch.tensor(x) for x in (ids, attention, completion)]


def result(model, loss):
    loss.backward()
    found = {"loss": round(loss.item(), 6), "gradients": {}}
    for name, parameter in model.named_parameters():
        if "lora_" in name:
            plain = tiny_models.formula_name(name)
            along = tiny_models.formula("along " + plain, tuple(parameter.shape))
            found["gradients"][plain] = [float(f"{parameter.grad.norm().item():.6g}"),
                                         float(f"{(parameter.grad * along).sum().item():.6g}")]
    return found


def metrics(trainer):
    return {name: round(trainer._metrics["train"][f"rewards/{key}"][-1], 6)
            for name, key in (("chosen", "chosen"), ("rejected", "rejected"), ("margin", "margins"), ("accuracy", "accuracies"))
            if trainer._metrics["train"].get(f"rewards/{key}")}


def data(kind):
    from datasets import Dataset
    text = {"dpo": {"prompt": "a", "chosen": "b", "rejected": "c"}, "kto": {"prompt": "a", "completion": "b", "label": True}}[kind]
    return Dataset.from_list([text, {**text, "label": False} if kind == "kto" else text])


def options(config, directory):
    return config(output_dir=directory, beta=BETA, report_to="none", use_cpu=True, bf16=False, gradient_checkpointing=False,
                  per_device_train_batch_size=2)


def dpo():
    with tempfile.TemporaryDirectory() as directory:
        trainer = trained_by(DPOTrainer(base(), args=options(DPOConfig, directory), train_dataset=data("dpo"),
                                        processing_class=tiny_models.tokenizer(), peft_config=LORA))
        ids, attention, completion = padded([(r["prompt"], r["chosen"]) for r in rows()] + [(r["prompt"], r["rejected"]) for r in rows()])
        loss = trainer._compute_loss(trainer.model, {"input_ids": ids, "attention_mask": attention, "completion_mask": completion}, False)
        return {**result(trainer.model, loss), "rewards": metrics(trainer)}


def kto():
    """The first pair's answers are wanted and unwanted, and so on; each is compared with the next one's answer."""
    with tempfile.TemporaryDirectory() as directory:
        trainer = trained_by(KTOTrainer(base(), args=options(KTOConfig, directory), train_dataset=data("kto"),
                                        processing_class=tiny_models.tokenizer(), peft_config=LORA))
        judged = [(r["prompt"], r[side], side == "chosen") for r in rows() for side in ("chosen", "rejected")]
        answers = [answer for _, answer, _ in judged]
        ids, attention, completion = padded([(p, a) for p, a, _ in judged])
        kl_ids, kl_attention, kl_completion = padded([(p, a) for (p, _, _), a in zip(judged, answers[1:] + answers[:1])])
        loss = trainer._compute_loss(trainer.model, {
            "input_ids": ids, "attention_mask": attention, "completion_mask": completion, "KL_input_ids": kl_ids,
            "KL_attention_mask": kl_attention, "KL_completion_mask": kl_completion,
            "label": torch.tensor([wanted for _, _, wanted in judged])}, False)
        return {**result(trainer.model, loss), "rewards": metrics(trainer), "divergence": round(trainer._metrics["train"]["kl"][-1], 6)}


def orpo():
    """TRL's odds ratio and log-probabilities. Its likelihood term is over prompt and answer; here over the answer, as the paper's is."""
    model = policy()
    sides = [padded([(r["prompt"], r[side]) for r in rows()]) for side in ("chosen", "rejected")]
    means, likelihood = [], 0
    for ids, attention, completion in sides:
        labels = ids.masked_fill(completion == 0, -100)
        logits = model(input_ids=ids, attention_mask=attention).logits
        means.append(ORPOTrainer.get_batch_logps(logits, labels, average_log_prob=True))
        if len(means) == 1:
            likelihood = torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten())
    settings = types.SimpleNamespace(beta=BETA, accelerator=types.SimpleNamespace(device="cpu"))
    losses, chosen, rejected, _, _ = ORPOTrainer.odds_ratio_loss(settings, *means)
    found = result(model, likelihood - losses.mean())
    return {**found, "rewards": {"chosen": round(chosen.mean().item(), 6), "rejected": round(rejected.mean().item(), 6),
                                 "margin": round((chosen - rejected).mean().item(), 6),
                                 "accuracy": round((chosen > rejected).float().mean().item(), 6)}}


def supervised():
    """Two turns of each row are learned: half of the prompt, and the chosen answer; mean over the batch's tokens, as SFTTrainer's."""
    model = policy()
    ids, attention, completion = padded([(r["prompt"], r["chosen"]) for r in rows()])
    labels = ids.masked_fill(completion == 0, -100)
    for i, row in enumerate(rows()):
        half = len(row["prompt"]) // 2
        labels[i, 1:half] = ids[i, 1:half]
    return result(model, model(input_ids=ids, attention_mask=attention, labels=labels).loss)


if __name__ == "__main__":
    golden = {"beta": BETA, "rows": rows(), "supervised": supervised(), "dpo": dpo(), "orpo": orpo(), "kto": kto()}
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(golden, file, separators=(",", ":"))
        file.write("\n")
