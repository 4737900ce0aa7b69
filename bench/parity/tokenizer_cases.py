#!/usr/bin/env python3
"""Token ids of a tiny byte-level vocabulary under every split that an imported GGUF file may name.

Writes the file that `ImportedTokenizerTest` holds the importer against, with Hugging Face's `tokenizers` as the reference:
    python tokenizer_cases.py ../../engine/src/test/resources/dev/whetstone/engine/text/tokenizer-cases.json
For each line `text` are its ids when control tokens in it are plain text, `marked` when they are control tokens.
"""
import json
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from lines import lines

WORDS = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|{}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
GPT_2 = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
DIGITS = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), GPT_2])
SPLITS = {
    "gpt-2": GPT_2,
    "smollm": DIGITS,
    "starcoder": DIGITS,
    "llama-bpe": pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(WORDS.format(r"\p{N}{1,3}")), "isolated"), BYTES]),
    "qwen2": pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(WORDS.format(r"\p{N}")), "isolated"), BYTES]),
}
CONTROL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MERGES = ["Ġ t", "h e", "Ġt he", "i n", "Ġ Ġ", "ĠĠ ĠĠ", "1 2", "12 3", "Ġ 1", "Ġ 12", "Ġ2 0", "Ġ 2", "2 0", "a b", "Ċ Ċ", "' s", "' t",
          "Ġ a", "o n", "d e", "e r", "Ã ©", "ð Ł", "< |", "| >", "i m", "im _", "s t", "Ġ v", ". .", "0 0", "Ġ (", "Ġ ĠĠ", "c a", "n 't"]


def vocabulary():
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = CONTROL + alphabet
    merges = []
    for merge in MERGES:
        left, right = merge.split(" ", 1) if not merge.startswith(" ") else merge.rsplit(" ", 1)
        if left in tokens and right in tokens and left + right not in tokens:
            tokens.append(left + right)
            merges.append(merge)
    return tokens, merges


TOKENS, KEPT = vocabulary()
TEXTS = lines(115)
cases = {}
for name, split in SPLITS.items():
    tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate(TOKENS)}, [tuple(m.split(" ")) for m in KEPT],
                                     ignore_merges=name == "llama-bpe"))
    tokenizer.pre_tokenizer = split
    tokenizer.decoder = decoders.ByteLevel()
    if name == "qwen2":
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.add_special_tokens([AddedToken(c, normalized=False, special=True) for c in CONTROL])
    rows = []
    for text in TEXTS:
        tokenizer.encode_special_tokens = False
        marked = tokenizer.encode(text, add_special_tokens=False).ids
        tokenizer.encode_special_tokens = True
        rows.append([tokenizer.encode(text, add_special_tokens=False).ids, marked])
    cases[name] = rows

with open(sys.argv[1], "w", encoding="utf-8") as file:
    texts = ",\n".join(json.dumps(text) for text in TEXTS)
    splits = ",\n".join(f"{json.dumps(name)}: [\n" + ",\n".join(
        json.dumps({"text": t, "marked": m} if t != m else {"text": t}, separators=(",", ":")) for t, m in rows) + "]"
        for name, rows in cases.items())
    file.write(f'{{"control": {json.dumps(CONTROL)},\n"tokens": {json.dumps(TOKENS)},\n"merges": {json.dumps(KEPT)},\n'
               f'"lines": [\n{texts}],\n"splits": {{\n{splits}}}}}\n')
