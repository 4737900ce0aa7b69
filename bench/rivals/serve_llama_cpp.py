#!/usr/bin/env python3
"""llama.cpp on random prompts, through its C interface: prefill, then batched decode. One JSON line a setting."""
import argparse
import ctypes
import json
import os
import random
import tempfile
import time

import llama_cpp as llama

TYPES = {"BF16": 32, "F16": 1, "Q8_0": 7}


@llama.llama_log_callback
def silent(*_):
    pass


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("gguf")
    p.add_argument("--types", default="BF16,F16", help="the file is requantised to each; the best counts")
    p.add_argument("--batch", default="1,8,32")
    p.add_argument("--prompt-tokens", type=int, default=200)
    p.add_argument("--new-tokens", type=int, default=64)
    p.add_argument("--threads", type=int, default=int(os.environ.get("OMP_NUM_THREADS", os.cpu_count())))
    return p.parse_args()


def requantised(source, kind, folder, threads):
    target = os.path.join(folder, kind + ".gguf")
    settings = llama.llama_model_quantize_default_params()
    settings.ftype, settings.nthread, settings.allow_requantize = TYPES[kind], threads, True
    if llama.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(settings)) != 0:
        raise SystemExit(f"{source} cannot be requantised to {kind}")
    return target


class Sequences:
    """A context with room for so many sequences, fed by rows of (token, position, sequence, wants logits)."""

    def __init__(self, model, batch, tokens, threads):
        c = llama.llama_context_default_params()
        c.n_ctx, c.n_seq_max, c.kv_unified = batch * (tokens + 8), batch, True
        c.n_batch, c.n_ubatch, c.n_threads, c.n_threads_batch = 2048, 512, threads, threads
        self.context = llama.llama_init_from_model(model, c)
        self.rows = llama.llama_batch_init(2048, 0, 1)

    def feed(self, rows):
        for i, (token, position, sequence, wanted) in enumerate(rows):
            self.rows.token[i], self.rows.pos[i], self.rows.logits[i] = token, position, wanted
            self.rows.n_seq_id[i], self.rows.seq_id[i][0] = 1, sequence
        self.rows.n_tokens = len(rows)
        if llama.llama_decode(self.context, self.rows) != 0:
            raise SystemExit("llama_decode failed")

    def close(self):
        llama.llama_batch_free(self.rows)
        llama.llama_free(self.context)


def measure(model, kind, batch, a):
    vocabulary = llama.llama_vocab_n_tokens(llama.llama_model_get_vocab(model))
    draw = random.Random(0)
    sequences = Sequences(model, batch, a.prompt_tokens + a.new_tokens, a.threads)
    begun = time.perf_counter()
    for s in range(batch):
        last = a.prompt_tokens - 1
        sequences.feed([(draw.randrange(10, vocabulary), i, s, i == last) for i in range(a.prompt_tokens)])
    llama.llama_synchronize(sequences.context)
    prefilled = time.perf_counter()
    for step in range(a.new_tokens):
        sequences.feed([(10 + (7 * step + s) % 100, a.prompt_tokens + step, s, True) for s in range(batch)])
        llama.llama_get_logits_ith(sequences.context, batch - 1)
    ended = time.perf_counter()
    sequences.close()
    print(json.dumps({
        "engine": "llama.cpp", "setting": "base", "batch": batch, "dtype": kind, "threads": a.threads,
        "prefill_tokens_per_s": round(batch * a.prompt_tokens / (prefilled - begun), 1),
        "decode_tokens_per_s": round(batch * a.new_tokens / (ended - prefilled), 1)}), flush=True)


def main():
    a = arguments()
    llama.llama_log_set(silent, ctypes.c_void_p(0))
    llama.llama_backend_init()
    with tempfile.TemporaryDirectory() as folder:
        for kind in a.types.split(","):
            file = requantised(a.gguf, kind, folder, a.threads)
            model = llama.llama_model_load_from_file(file.encode(), llama.llama_model_default_params())
            for batch in a.batch.split(","):
                measure(model, kind, int(batch), a)
            llama.llama_model_free(model)


main()
