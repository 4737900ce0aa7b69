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

TOOLS = [
    {"type": "function", "function": {"name": "weather", "description": "Says \"how\" it's outside é🙂\nin a <city> & more.", "parameters": {
        "type": "object", "properties": {
            "city": {"type": "string", "description": "Where"}, "days": {"type": ["integer", "null"], "default": None, "maximum": 7},
            "unit": {"type": "string", "enum": ["°C", "K"]}}, "required": ["city"], "additionalProperties": False}}},
    {"type": "function", "function": {"name": "now", "description": "Time", "parameters": {"type": "object", "properties": {}}}},
]


def call(name, arguments, id):
    return {"id": id, "type": "function", "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}}


ASKED = {"role": "user", "content": "How is it in Bern?"}
CALLS = {"role": "assistant", "content": "I look. ", "tool_calls": [
    call("weather", {"city": "Bern \"BE\" é", "days": 2, "share": 0.5, "large": 1e5, "small": 1e-7, "more": {"a": [1, True, None, {}], "b": []}}, "c1")]}
TOOL_CHATS = [
    {"messages": [{"role": "system", "content": "Use tools."}, ASKED], "tools": TOOLS},
    {"messages": [ASKED, CALLS, {"role": "tool", "tool_call_id": "c1", "name": "weather", "content": "{\"t\": 3}\n"},
                  {"role": "assistant", "content": "3 degrees."}], "tools": TOOLS[:1]},
    {"messages": [ASKED, {"role": "assistant", "content": None, "tool_calls": [call("now", {}, "c1")]},
                  {"role": "tool", "tool_call_id": "c1", "content": "12:00"},
                  {"role": "assistant", "content": None, "tool_calls": [call("weather", {"city": "Bern"}, "c2")]},
                  {"role": "tool", "tool_call_id": "c2", "content": "sun"}], "tools": TOOLS},
    {"messages": [{"role": "system", "content": "Be brief."}, ASKED, {"role": "assistant", "content": "Fine."},
                  {"role": "user", "content": "And now?"}], "tools": TOOLS},
    {"messages": [ASKED, {"role": "assistant", "content": "Fine."}], "tools": []},
]

LLAMA3 = """{{- bos_token }}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}
{%- set tools_in_user_message = tools_in_user_message is not defined or tools_in_user_message %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content'] | trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = '' %}
{%- endif %}
{%- if tools is not none or system_message %}
    {{- '<|start_header_id|>system<|end_header_id|>\\n\\n' }}
    {%- if tools is not none %}{{- 'Environment: ipython\\n' }}{%- endif %}
    {{- system_message + '<|eot_id|>' }}
{%- endif %}
{%- if tools_in_user_message and not tools is none %}
    {%- if messages | length == 0 %}
        {{- raise_exception('there is no first user message to put the tools into') }}
    {%- endif %}
    {%- set first_user_message = messages[0]['content'] | trim %}
    {%- set messages = messages[1:] %}
    {{- '<|start_header_id|>user<|end_header_id|>\\n\\nAnswer with a call of one of these, as JSON:\\n\\n' }}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- '\\n\\n' }}
    {%- endfor %}
    {{- first_user_message + '<|eot_id|>' }}
{%- endif %}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls | length == 1 %}
            {{- raise_exception('one call at a time') }}
        {%- endif %}
        {%- set tool_call = message.tool_calls[0].function %}
        {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
        {{- '{"name": "' + tool_call.name + '", ' }}
        {{- '"parameters": ' }}
        {{- tool_call.arguments | tojson }}
        {{- '}' }}
        {{- '<|eot_id|>' }}
    {%- elif message.role == 'tool' or message.role == 'ipython' %}
        {{- '<|start_header_id|>ipython<|end_header_id|>\\n\\n' }}
        {%- if message.content is mapping or message.content is iterable %}
            {{- message.content | tojson }}
        {%- else %}
            {{- message.content }}
        {%- endif %}
        {{- '<|eot_id|>' }}
    {%- endif %}
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
QWEN_TOOLS = """{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- if messages[0]['role'] == 'system' %}
        {{- messages[0]['content'] }}
    {%- else %}
        {{- 'You are asked to be of use.' }}
    {%- endif %}
    {{- "\\n\\n# Tools\\n\\nSignatures stand in <tools></tools>:\\n<tools>" }}
    {%- for tool in tools %}
        {{- "\\n" }}
        {{- tool | tojson }}
    {%- endfor %}
    {{- "\\n</tools>\\n\\nCall one so:\\n<tool_call>\\n{\\"name\\": <name>, \\"arguments\\": <object>}\\n</tool_call><|im_end|>\\n" }}
{%- else %}
    {%- if messages[0]['role'] == 'system' %}
        {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>system\\nYou are asked to be of use.<|im_end|>\\n' }}
    {%- endif %}
{%- endif %}
"""
QWEN2 = QWEN_TOOLS + """{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {{- '<|im_start|>' + message.role }}
        {%- if message.content %}
            {{- '\\n' + message.content }}
        {%- endif %}
        {%- for tool_call in message.tool_calls %}
            {%- if tool_call.function is defined %}
                {%- set tool_call = tool_call.function %}
            {%- endif %}
            {{- '\\n<tool_call>\\n{"name": "' }}
            {{- tool_call.name }}
            {{- '", "arguments": ' }}
            {{- tool_call.arguments | tojson }}
            {{- '}\\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\\n' }}
    {%- elif message.role == "tool" %}
        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != "tool") %}
            {{- '<|im_start|>user' }}
        {%- endif %}
        {{- '\\n<tool_response>\\n' }}
        {{- message.content }}
        {{- '\\n</tool_response>' }}
        {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}
            {{- '<|im_end|>\\n' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
"""
QWEN3 = QWEN_TOOLS + """{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}
        {%- set content = message.content %}
    {%- else %}
        {%- set content = '' %}
    {%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if message.reasoning_content is string %}
            {%- set reasoning_content = message.reasoning_content %}
        {%- elif '</think>' in content %}
            {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index and (loop.last or (not loop.last and reasoning_content)) %}
            {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {%- if message.tool_calls %}
            {%- for tool_call in message.tool_calls %}
                {%- if (loop.first and content) or (not loop.first) %}
                    {{- '\\n' }}
                {%- endif %}
                {%- if tool_call.function %}
                    {%- set tool_call = tool_call.function %}
                {%- endif %}
                {{- '<tool_call>\\n{"name": "' + tool_call.name + '", "arguments": ' }}
                {%- if tool_call.arguments is string %}
                    {{- tool_call.arguments }}
                {%- else %}
                    {{- tool_call.arguments | tojson }}
                {%- endif %}
                {{- '}\\n</tool_call>' }}
            {%- endfor %}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- elif message.role == "tool" %}
        {%- if loop.first or (messages[loop.index0 - 1].role != "tool") %}
            {{- '<|im_start|>user' }}
        {%- endif %}
        {{- '\\n<tool_response>\\n' + content + '\\n</tool_response>' }}
        {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}
            {{- '<|im_end|>\\n' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""
SMOLLM3 = """{%- set ns = namespace(text='Reasoning Mode: /no_think') %}
{%- set rest = messages %}
{%- if messages[0].role == 'system' %}{%- set ns.text = ns.text + '\\n\\n' + messages[0].content.rstrip() %}{%- set rest = messages[1:] %}{%- endif %}
{{- '<|im_start|>system\\n## Metadata\\n\\n' + ns.text }}
{%- if tools %}
    {{- '\\n\\n### Tools\\n\\n<tools>\\n' }}
    {%- for tool in tools %}{{- tool.function | string ~ '\\n' }}{%- endfor %}
    {{- '</tools>' }}
{%- endif %}
{{- '<|im_end|>\\n' }}
{%- for m in rest %}
    {%- set content = m.content if m.content is string else '' %}
    {%- if m.role == 'assistant' %}
        {{- '<|im_start|>assistant\\n<think>\\n\\n</think>\\n' + content.lstrip('\\n') }}
        {%- for c in m.tool_calls or [] %}{{- '<tool_call>\\n' + {'name': c.function.name, 'arguments': c.function.arguments} | tojson + '\\n</tool_call>' }}{%- endfor %}
        {{- '<|im_end|>\\n' }}
    {%- elif m.role == 'tool' %}
        {{- '<|im_start|>user\\n' + content + '<|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>' + m.role + '\\n' + content + '<|im_end|>\\n' }}
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
    "qwen2": (QWEN2, dict(eos="<|im_end|>"), lambda s: byte_level(bytes_of_words(r"\p{N}"), s, normalizers.NFC()),
              ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]),
    "qwen3": (QWEN3, dict(eos="<|im_end|>"), lambda s: byte_level(bytes_of_words(r"\p{N}"), s, normalizers.NFC()),
              ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]),
    "smollm3": (SMOLLM3, dict(eos="<|im_end|>"), lambda s: byte_level(bytes_of_words(r"\p{N}{1,3}"), s),
                ["<|begin_of_text|>", "<|im_start|>", "<|im_end|>"]),
    "gemma3_text": (GEMMA, dict(bos="<bos>", eos="<end_of_turn>"), lambda s: sentence_piece(SPACES, s, False),
                    ["<bos>", "<start_of_turn>", "<end_of_turn>"]),
}


def for_templates(message):
    """As Transformers documents it: arguments as a mapping; no content is the empty text, which any template can put together."""
    message = {**message, "content": message["content"] or ""}
    if "tool_calls" in message:
        message["tool_calls"] = [{**c, "function": {**c["function"], "arguments": json.loads(c["function"]["arguments"])}}
                                 for c in message["tool_calls"]]
    return message


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
    calls = []
    if "tools" in template:
        calls = [fast.apply_chat_template([for_templates(m) for m in chat["messages"]], tools=chat["tools"] or None, tokenize=True,
                                          return_dict=True, add_generation_prompt=chat["messages"][-1]["role"] != "assistant")["input_ids"]
                 for chat in TOOL_CHATS]
    config = {"chat_template": template, **{f"{name}_token": token for name, token in names.items()}}
    return {"tokenizer": saved, "tokenizer_config": config, "ids": ids, "tool_ids": calls, "decoded": [fast.decode(i, skip_special_tokens=True) for i in ids]}


if __name__ == "__main__":
    families = {family: case(*parts) for family, parts in FAMILIES.items()}
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump({"chats": CHATS, "tool_chats": TOOL_CHATS, "families": families}, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")
