#!/usr/bin/env python3
"""Chats as every family writes and splits them, in tiny vocabularies; Transformers is the reference.

Writes the file that `FamilyChatsTest` holds the engine against:
    python chat_cases.py ../../engine/src/test/resources/dev/whetstone/engine/text/family-chats.json
Templates and vocabularies are made up here in each family's manner; no file of any model is needed. Needs transformers and tokenizers.
"""
import json
import sys
import tempfile

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from lines import lines

CHATS = [
    [{"role": "user", "content": "Hi"}],
    [{"role": "system", "content": "Be brief. "}, {"role": "user", "content": "What is 12 345 + é🙂?\n"},
     {"role": "assistant", "content": "12 345 what?"}, {"role": "user", "content": "  I don't   know\tmore. "}],
    [{"role": "user", "content": "Näïve ﬁne text,\n\n\n1234567 digits and \"quotes\""}, {"role": "assistant", "content": "日本語 and a space "},
     {"role": "user", "content": "Thanks"}, {"role": "assistant", "content": "You're welcome!"}],
]

CHATML = """{%- if messages[0].role != 'system' and default_system %}{{ '<|im_start|>system\\n' + default_system + '<|im_end|>\\n' }}{%- endif %}
{%- for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"""
DEFAULT = "{%- set default_system = 'You are asked to be of use.' %}\n"
LLAMA3 = """{{- bos_token }}
{%- for m in messages %}
    {{- '<|start_header_id|>' + m['role'] + '<|end_header_id|>\\n\\n' + m['content'] | trim + '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}"""
MISTRAL = """{{- bos_token }}
{%- set rest = messages %}
{%- set instructions = '' %}
{%- if messages[0]['role'] == 'system' %}
    {%- set instructions = messages[0]['content'] + '\\n\\n' %}
    {%- set rest = messages[1:] %}
{%- endif %}
{%- for m in rest %}
    {%- if m['role'] == 'user' %}
        {{- '[INST] ' + (instructions if loop.first else '') + m['content'] + ' [/INST]' }}
    {%- elif m['role'] == 'assistant' %}
        {{- ' ' + m['content'] + eos_token }}
    {%- else %}
        {{- raise_exception('only users and assistants speak after the instructions') }}
    {%- endif %}
{%- endfor %}"""
QWEN3 = CHATML.replace("{% endif %}\"", "").rstrip() + """
{%- if add_generation_prompt and enable_thinking is defined and enable_thinking is false %}{{ '<think>\\n\\n</think>\\n\\n' }}{% endif %}"""
SMOLLM3 = """{%- set ns = namespace(text='Reasoning Mode: /no_think') %}
{%- set rest = messages %}
{%- if messages[0].role == 'system' %}{%- set ns.text = ns.text + '\\n\\n' + messages[0].content.rstrip() %}{%- set rest = messages[1:] %}{%- endif %}
{{- '<|im_start|>system\\n## Metadata\\n\\n' + ns.text + '<|im_end|>\\n' }}
{%- for m in rest %}
    {%- if m.role == 'assistant' %}
        {{- '<|im_start|>assistant\\n<think>\\n\\n</think>\\n' + m.content.lstrip('\\n') + '<|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n<think>\\n\\n</think>\\n' }}{%- endif %}"""
GEMMA = """{{- bos_token }}
{%- set first = '' %}
{%- set rest = messages %}
{%- if messages[0]['role'] == 'system' %}
    {%- set first = messages[0]['content'] + '\\n\\n' %}
    {%- set rest = messages[1:] %}
{%- endif %}
{%- for m in rest %}
    {%- if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{- raise_exception('turns must alternate') }}{%- endif %}
    {{- '<start_of_turn>' + ('model' if m['role'] == 'assistant' else m['role']) + '\\n' + (first if loop.first else '') }}
    {{- m['content'] | trim }}
    {{- '<end_of_turn>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<start_of_turn>model\\n' }}{%- endif %}"""

WORDS = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|{}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def bytes_of_words(digits):
    split = pre_tokenizers.Split(Regex(WORDS.format(digits)), "isolated")
    return pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def byte_level(pre, special, normalizer=None):
    plain = Tokenizer(models.BPE())
    plain.pre_tokenizer = pre
    plain.decoder = decoders.ByteLevel()
    if normalizer:
        plain.normalizer = normalizer
    plain.train_from_iterator(lines(400), trainers.BpeTrainer(
        vocab_size=330, show_progress=False, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), special_tokens=special))
    return plain


def sentence_piece(normalizer, special, begins_with_space):
    """Characters and pairs of text, single bytes for all others: as SentencePiece makes them."""
    shown = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
                              + ([decoders.Strip(" ", 1, 0)] if begins_with_space else []))
    whole = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    whole.normalizer = normalizer
    whole.train_from_iterator([line for line in lines(400) if line.isascii()], trainers.BpeTrainer(
        vocab_size=420, show_progress=False, special_tokens=["<unk>"] + special + [f"<0x{i:02X}>" for i in range(256)]))
    state = json.loads(whole.to_str())
    state["added_tokens"] = [t for t in state["added_tokens"] if not t["content"].startswith("<0x")]
    plain = Tokenizer.from_str(json.dumps(state))
    plain.decoder = shown
    return plain


SPACES = normalizers.Replace(" ", "▁")
FAMILIES = {
    "llama": (LLAMA3, dict(bos="<|begin_of_text|>", eos="<|eot_id|>"), lambda s: byte_level(bytes_of_words(r"\p{N}{1,3}"), s),
              ["<|begin_of_text|>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>"]),
    "mistral": (MISTRAL, dict(bos="<s>", eos="</s>"), lambda s: sentence_piece(
        normalizers.Sequence([normalizers.Prepend("▁"), SPACES]), s, True), ["<s>", "</s>"]),
    "qwen2": (DEFAULT + CHATML, dict(eos="<|im_end|>"), lambda s: byte_level(bytes_of_words(r"\p{N}"), s, normalizers.NFC()),
              ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]),
    "qwen3": (QWEN3, dict(eos="<|im_end|>"), lambda s: byte_level(bytes_of_words(r"\p{N}"), s, normalizers.NFC()),
              ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]),
    "smollm3": (SMOLLM3, dict(eos="<|im_end|>"), lambda s: byte_level(bytes_of_words(r"\p{N}{1,3}"), s),
                ["<|begin_of_text|>", "<|im_start|>", "<|im_end|>"]),
    "gemma3_text": (GEMMA, dict(bos="<bos>", eos="<end_of_turn>"), lambda s: sentence_piece(SPACES, s, False),
                    ["<bos>", "<start_of_turn>", "<end_of_turn>"]),
}


def case(template, names, make, special):
    fast = PreTrainedTokenizerFast(tokenizer_object=make([AddedToken(t, normalized=False, special=True) for t in special]
                                                         if make.__code__.co_names[0] == "byte_level" else special),
                                   chat_template=template, **{f"{name}_token": token for name, token in names.items()})
    with tempfile.TemporaryDirectory() as directory:
        fast.save_pretrained(directory)
        with open(f"{directory}/tokenizer.json", encoding="utf-8") as file:
            saved = json.load(file)
    ids = [fast.apply_chat_template(chat, tokenize=True, return_dict=True, add_generation_prompt=chat[-1]["role"] == "user")["input_ids"]
           for chat in CHATS]
    config = {"chat_template": template, **{f"{name}_token": token for name, token in names.items()}}
    return {"tokenizer": saved, "tokenizer_config": config, "ids": ids, "decoded": [fast.decode(i, skip_special_tokens=True) for i in ids]}


if __name__ == "__main__":
    families = {family: case(*parts) for family, parts in FAMILIES.items()}
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump({"chats": CHATS, "families": families}, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")
