"""Writes the corpus of bad files that the engine must refuse, each with a part of the message that names what is wrong with it.

    python3 bench/parity/bad_files.py

Every file is made by hand to be wrong in one way. The parts that are right are those of the tiny model of the tests (tiny-models.json).
"""

import json
import pathlib
import struct

RESOURCES = pathlib.Path(__file__).resolve().parents[2] / "engine/src/test/resources/dev/whetstone/engine"
OUT = RESOURCES / "badinput"
TINY = json.loads((RESOURCES / "parity/tiny-models.json").read_text())
CONFIG = TINY["variants"]["grouped heads, tied head"]["config"]
ADAPTER = TINY["variants"]["adapter on every module"]["adapter_config"]

expected = {}


def add(kind, name, content, message):
    directory = OUT / kind
    directory.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    (directory / name).write_bytes(data)
    expected[f"{kind}/{name}"] = message


def safetensors(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def f32(shape, begin, end):
    return {"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}


def write_safetensors():
    two = {"a": f32([2], 0, 8), "b": f32([2], 8, 16)}
    whole = safetensors(two, bytes(16))
    add("safetensors", "empty.safetensors", b"", "0 bytes, too few")
    add("safetensors", "cut-in-the-length.safetensors", whole[:5], "5 bytes, too few")
    add("safetensors", "cut-in-the-header.safetensors", whole[:30], "the header claims")
    add("safetensors", "cut-in-the-data.safetensors", whole[:-3], "the tensors take 16 bytes, the file holds 13")
    add("safetensors", "header-of-eight-exabytes.safetensors", safetensors(b"{}", length=2**63), "more than the 100000000")
    add("safetensors", "overlapping.safetensors", safetensors({"a": f32([2], 0, 8), "b": f32([2], 4, 12)}, bytes(12)), "overlaps")
    add("safetensors", "hidden-bytes.safetensors", safetensors(two, bytes(64)), "the file holds 64 after its header")
    add("safetensors", "hole.safetensors", safetensors({"a": f32([2], 0, 8), "b": f32([2], 12, 20)}, bytes(20)), "leaves a hole")
    add("safetensors", "beyond-the-end.safetensors", safetensors({"a": f32([1 << 30], 0, 1 << 32)}, bytes(8)), "the tensors take 4294967296 bytes")
    add("safetensors", "shape-that-wraps.safetensors", safetensors({"a": f32([2**62, 4], 0, 0)}), "beyond any memory")
    add("safetensors", "negative-offset.safetensors", safetensors({"a": f32([2], -8, 0)}), "-8 is not a size")
    add("safetensors", "unknown-type.safetensors", safetensors({"a": {"dtype": "F4", "shape": [1], "data_offsets": [0, 1]}}, bytes(1)), "dtype F4 is not supported")
    add("safetensors", "name-twice.safetensors", safetensors(b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', bytes(2)), "Duplicate field 'a'")
    add("safetensors", "nested.safetensors", safetensors(b'{"a":' + b"[" * 5000), "is not an object")
    add("safetensors", "not-utf-8.safetensors", safetensors(b'{"\xff":1}'), "not valid UTF-8")
    add("safetensors", "pickle.safetensors", b"\x80\x02}q\x00(X\x01\x00\x00\x00aq\x01" + bytes(64), "the header claims")
    add("shards", "path-upward.json", json.dumps({"weight_map": {"a": "../../etc/passwd"}}), "is not the name of a safetensors file")
    add("shards", "absolute-path.json", json.dumps({"weight_map": {"a": "/tmp/x.safetensors"}}), "is not the name of a safetensors file")
    add("shards", "no-map.json", "{}", "weight_map: is missing or empty")
    add("shards", "missing-shard.json", json.dumps({"weight_map": {"a": "model-00009-of-00009.safetensors"}}), "there is no such file")
    add("shards", "other-names.json", json.dumps({"weight_map": {"a": "model-00001-of-00001.safetensors"}}), "the index promises it, the shard lacks it")


def string(text):
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def gguf(tensors=0, pairs=0, rest=b"", version=3, magic=b"GGUF"):
    return magic + struct.pack("<IQQ", version, tensors, pairs) + rest


def tensor(name, shape, kind, offset):
    return string(name) + struct.pack("<I", len(shape)) + b"".join(struct.pack("<Q", size) for size in shape) + struct.pack("<IQ", kind, offset)


def write_gguf():
    add("gguf", "empty.gguf", b"", "does not begin with GGUF")
    add("gguf", "other-magic.gguf", gguf(magic=b"GGML"), "does not begin with GGUF")
    add("gguf", "cut-in-the-counts.gguf", gguf()[:14], "too few")
    add("gguf", "version-1.gguf", gguf(version=1), "has version 1")
    add("gguf", "big-endian.gguf", gguf(version=3 << 24), "is written big-endian")
    add("gguf", "tensors-without-number.gguf", gguf(tensors=2**64 - 1), "18446744073709551615 tensors cannot be in")
    add("gguf", "pairs-without-number.gguf", gguf(pairs=2**40), "1099511627776 metadata pairs cannot be in")
    add("gguf", "endless-string.gguf", gguf(pairs=1, rest=struct.pack("<Q", 2**62) + bytes(32)), "cannot be in")
    add("gguf", "endless-list.gguf", gguf(pairs=1, rest=string("k") + struct.pack("<IIQ", 9, 4, 2**50) + bytes(8)), "elements of k cannot be in")
    add("gguf", "list-of-lists.gguf", gguf(pairs=1, rest=string("k") + struct.pack("<IIQ", 9, 9, 1) + bytes(16)), "array of arrays")
    add("gguf", "unknown-value.gguf", gguf(pairs=1, rest=string("k") + struct.pack("<IQ", 77, 0)), "has the unknown type 77")
    add("gguf", "key-twice.gguf", gguf(pairs=2, rest=(string("k") + struct.pack("<IB", 7, 1)) * 2), "metadata key k is there twice")
    add("gguf", "alignment-of-three.gguf", gguf(pairs=1, rest=string("general.alignment") + struct.pack("<II", 4, 3)), "3 is not a power of two")
    add("gguf", "overlapping.gguf", gguf(tensors=2, rest=tensor("a", [8], 0, 0) + tensor("b", [8], 0, 0) + bytes(96)), "overlaps another or leaves a hole")
    add("gguf", "beyond-the-end.gguf", gguf(tensors=1, rest=tensor("a", [1 << 20, 1 << 20], 0, 0) + bytes(64)), "the file has")
    add("gguf", "shape-that-wraps.gguf", gguf(tensors=1, rest=tensor("a", [2**31 - 1] * 4, 0, 0) + bytes(64)), "beyond any memory")
    add("gguf", "dimension-of-none.gguf", gguf(tensors=1, rest=tensor("a", [0], 0, 0) + bytes(64)), "has a dimension of 0")
    add("gguf", "five-dimensions.gguf", gguf(tensors=1, rest=tensor("a", [1] * 5, 0, 0) + bytes(64)), "has 5 dimensions")
    add("gguf", "half-a-block.gguf", gguf(tensors=1, rest=tensor("a", [33], 8, 0) + bytes(64)), "no multiple of the 32")
    add("gguf", "no-model.gguf", gguf(), "metadata general.architecture: is missing")


def tokenizer(**changes):
    whole = json.loads(json.dumps(TINY["tokenizer"]))
    for path, value in changes.items():
        where = whole
        *parents, last = path.split("__")
        for key in parents:
            where = where[key]
        where[last] = value
    return json.dumps(whole, ensure_ascii=False)


def split(pattern):
    return {"type": "Split", "pattern": pattern, "behavior": "Isolated", "invert": False}


def write_tokenizers():
    add("tokenizer", "empty.json", "", "expected a JSON object")
    add("tokenizer", "cut.json", tokenizer()[:700], "Unexpected end-of-input")
    add("tokenizer", "nested.json", '{"model":' + '{"a":' * 900, "nesting depth")
    add("tokenizer", "no-vocabulary.json", '{"model":{"type":"BPE"}}', "model.vocab: is missing")
    add("tokenizer", "pattern-that-never-ends.json", tokenizer(pre_tokenizer=split({"Regex": "(a+)+$"})), "repeats a group that is not always equally long")
    add("tokenizer", "pattern-of-many-ways.json", tokenizer(pre_tokenizer=split({"Regex": "\\s*\\s*\\s*x"})), "repeats in two places without end")
    add("tokenizer", "no-pattern.json", tokenizer(pre_tokenizer=split({})), "a Split has no pattern")
    add("tokenizer", "pieces-of-no-length.json", tokenizer(pre_tokenizer={"type": "FixedLength", "length": 0}), "type FixedLength is not supported")
    add("tokenizer", "character-map.json", tokenizer(normalizer={"type": "Precompiled", "precompiled_charsmap": "BAAAAP///38="}), "type Precompiled is not supported")
    add("tokenizer", "text-that-grows.json", tokenizer(normalizer={"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 1000}), "no longer string as its content")
    add("tokenizer", "prefix-longer-than-a-token.json", tokenizer(model__continuing_subword_prefix="abcdef"), 'model.continuing_subword_prefix: "abcdef" is not supported')
    add("tokenizer", "tokens-by-lot.json", tokenizer(model__dropout=0.5), "tokens would be drawn by lot")
    add("tokenizer", "unknown-token-nowhere.json", tokenizer(model__unk_token="nope"), '"nope" is not in the vocabulary')
    add("tokenizer", "merge-of-nothing.json", tokenizer(model__merges=[["zz", "yy"]]), "the tokenizer library refuses it")
    add("tokenizer", "far-id.json", tokenizer(model__vocab={"a": 16_000_000}), "16000000 is not a token id")
    add("tokenizer", "negative-id.json", tokenizer(model__vocab={"a": -1}), "-1 is not a token id")
    add("tokenizer", "control-token-without-id.json", tokenizer(added_tokens=[{"content": "<x>", "special": True}]), "has no id and content")
    add("tokenizer", "other-kind.json", tokenizer(model__type="WordPiece"), "type WordPiece is not supported")
    unigram = {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0], []]}
    add("tokenizer", "piece-of-nothing.json", tokenizer(model=unigram), "[] is not a piece and its score")
    add("tokenizer", "unknown-piece-beyond.json", tokenizer(model={**unigram, "unk_id": 9, "vocab": [["a", -1.0]]}), "9 is not the place of a piece")
    add("tokenizer", "other-decoder.json", tokenizer(decoder={"type": "CTC"}), "type CTC is not supported")


def config(**changes):
    return json.dumps({key: value for key, value in {**CONFIG, **changes}.items() if value != "none"})


def rotation(**parameters):
    return config(rope_parameters=parameters)


def write_configs():
    add("config", "empty.json", "", "expected a JSON object")
    add("config", "a-list.json", "[]", "expected a JSON object, found ARRAY")
    add("config", "cut.json", config()[:100], "Unexpected end-of-input")
    add("config", "comments.json", "{/* none */}", "Unexpected character")
    add("config", "key-twice.json", '{"model_type":"llama","model_type":"gpt2"}', "Duplicate field 'model_type'")
    add("config", "code-of-its-own.json", config(model_type="custom", auto_map={"AutoModel": "evil.py"}), 'model_type: "custom" is not supported')
    add("config", "layers-without-number.json", config(num_hidden_layers=2_000_000_000), "2000000000 is not a whole number from 1 to 10000")
    add("config", "no-heads.json", config(num_attention_heads=0), "num_attention_heads: 0 is not a whole number")
    add("config", "half-a-width.json", config(hidden_size=32.5), "hidden_size: 32.5 is not a whole number")
    add("config", "heads-that-wrap.json", config(num_attention_heads=65_536, num_key_value_heads=1, head_dim=8192), "65536 heads of 8192 are wider than")
    add("config", "odd-head.json", config(head_dim=7), "head dimension 7 is odd")
    add("config", "wide-head.json", config(head_dim=1 << 20, num_attention_heads=1, num_key_value_heads=1), "head dimension 1048576 is not between 2 and 8192")
    add("config", "rotation-of-none.json", config(rope_theta=0), "rope_theta: 0 is not a positive number")
    add("config", "rotation-beyond-numbers.json", rotation(rope_type="default", rope_theta=1e-300), "turns by Infinity")
    add("config", "stretched-by-a-word.json", rotation(rope_type="linear", factor="many"), 'factor: "many" is not a positive number')
    add("config", "stretched-by-nothing.json", rotation(rope_type="yarn", factor=2.0, rope_theta=1), "turns by NaN")
    add("config", "end-nowhere.json", config(eos_token_id=999_999), "token 999999, which ends a generation, is not in a vocabulary")
    add("config", "negative-end.json", config(eos_token_id=[-2]), "-2 is not a token id")
    add("config", "quantised.json", config(quantization_config={"quant_method": "awq"}), "quantization_config")
    add("config", "norm-of-nothing.json", config(rms_norm_eps=-1e-5), "rms_norm_eps: -1.0E-5 is not a positive number")
    add("model", "vocabulary-of-millions.json", config(vocab_size=16_777_216), "config.json asks for [16777216, 32]")
    add("model", "wide-feed-forward.json", config(intermediate_size=16_777_216), "config.json asks for [16777216, 32]")
    add("model", "more-layers.json", config(num_hidden_layers=10_000), "model.layers.2.self_attn.q_proj.weight: is not there")
    add("model", "other-heads.json", config(num_key_value_heads=4), "config.json asks for")


def write_templates():
    add("template", "not-utf-8.jinja", b"{{ '\xff' }}", "cannot be read as UTF-8")
    add("template", "cut.jinja", "{% for m in messages %}{{ m.con", "line 1")
    add("template", "endless-loop.jinja", "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}", "does more than 20000000 steps")
    add("template", "endless-text.jinja", "{{ 'x' * 1000000000000 }}", "characters")
    add("template", "endless-call.jinja", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "nested deeper than 64")
    add("template", "deep.jinja", "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "nested deeper than")
    add("template", "reaches-for-classes.jinja", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "line 1")
    add("template", "reads-a-file.jinja", "{% include '/etc/passwd' %}", "line 1")
    add("template", "refuses-roles.jinja", "{{ raise_exception('Roles must alternate') }}", "Roles must alternate")
    add("template", "division-by-none.jinja", "{{ 1 // 0 }}", "line 1")
    add("tokenizer_config", "no-template.json", "{}", "chat_template: there is none")
    add("tokenizer_config", "template-of-no-kind.json", '{"chat_template": 7}', "chat_template: there is none")
    add("tokenizer_config", "broken-template.json", '{"chat_template": "{% if %}"}', "line 1")


def adapter(**changes):
    return json.dumps({key: value for key, value in {**ADAPTER, **changes}.items() if value != "none"})


def write_adapters():
    add("adapter_config", "empty.json", "", "expected a JSON object")
    add("adapter_config", "other-kind.json", adapter(peft_type="IA3"), 'peft_type is "IA3"')
    add("adapter_config", "no-rank.json", adapter(r="none"), "r is missing")
    add("adapter_config", "rank-of-millions.json", adapter(r=1_000_000), "r is 1000000")
    add("adapter_config", "other-rank.json", adapter(r=3), "rank 3")
    add("adapter_config", "scale-beyond-numbers.json", adapter(lora_alpha=1e300), "lora_alpha")
    add("adapter_config", "infinite-scale.json", adapter().replace('"lora_alpha": 8', '"lora_alpha": 1e999'), "lora_alpha is")
    add("adapter_config", "changes-the-base.json", adapter(init_lora_weights="pissa"), 'init_lora_weights is "pissa"')
    add("adapter_config", "endless-pattern.json", adapter(target_modules="(a+)+$"), "targets is (a+)+$: it matches no linear layer")
    add("adapter_config", "unknown-target.json", adapter(target_modules=["experts"]), 'target_modules is "experts"')
    add("adapter_config", "excludes-by-number.json", adapter(exclude_modules=7), "exclude_modules is 7; it must be a list of module names")
    add("adapter_config", "excludes-no-name.json", adapter(exclude_modules=["q.*"]), "'q.*' is no name of a module")
    add("adapter_config", "excludes-for-ever.json", adapter(exclude_modules="(a+)++"), "exclude_modules is")
    add("adapter_config", "excludes-all.json", adapter(exclude_modules=".*"), "it matches no linear layer")
    add("adapter_config", "code-of-its-own.json", adapter(auto_mapping={"base_model_class": "evil"}), "auto_mapping is")


def chat(*messages, **more):
    return json.dumps({"messages": list(messages), **more})


def write_rows():
    question = {"role": "user", "content": "Q"}
    answer = {"role": "assistant", "content": "A"}
    rows = [
        ("not-json.jsonl", "{messages: []}", "Unexpected character"),
        ("cut.jsonl", chat(question, answer)[:50], "Unexpected end-of-input"),
        ("two-on-a-line.jsonl", chat(question, answer) * 2, "Trailing token"),
        ("a-list.jsonl", "[]", "expected an object, but got a list"),
        ("nested.jsonl", '{"messages":' + "[" * 1200 + "]" * 1200 + "}", "nesting depth"),
        ("key-twice.jsonl", '{"messages":[],"messages":[]}', "Duplicate field 'messages'"),
        ("no-messages.jsonl", '{"text":"Q A"}', "messages: is missing"),
        ("empty.jsonl", chat(), "messages: is empty"),
        ("unknown-role.jsonl", chat({"role": "narrator", "content": "Q"}, answer), 'messages[0].role: "narrator" is unknown'),
        ("content-of-no-kind.jsonl", chat({"role": "user", "content": 7}, answer), "messages[0].content: expected a string, but got the number 7"),
        ("no-answer.jsonl", chat(question), "the last message must be the assistant's"),
        ("weight-of-two.jsonl", chat(question, {**answer, "weight": 2}), "messages[1].weight: expected 0 or 1"),
        ("nothing-to-learn.jsonl", chat(question, {**answer, "weight": 0}), "every weight is 0"),
        ("unknown-key.jsonl", chat({**question, "mood": "bad"}, answer), "messages[0].mood: unknown"),
        ("answer-to-no-call.jsonl", chat(question, {"role": "tool", "tool_call_id": "c", "content": "x"}, answer), "is the id of no call before it"),
        ("arguments-of-no-kind.jsonl", chat(question, {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "[1"}}]}), "arguments: is no JSON"),
        ("number-beyond-all.jsonl", chat(question, {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": {"n": 10**40}}}]}), "no JSON value that fits"),
        ("tool-without-name.jsonl", chat(question, answer, tools=[{"type": "function", "function": {}}]), "function.name: expected a string"),
        ("same-answers.jsonl", json.dumps({"input": {"messages": [question]}, "preferred_output": [answer], "non_preferred_output": [answer]}), "non_preferred_output"),
        ("label-of-no-kind.jsonl", json.dumps({"prompt": [question], "completion": [answer], "label": "yes"}), "label: expected true or false"),
    ]
    for name, row, message in rows:
        add("rows", name, row, message)


write_safetensors()
write_gguf()
write_tokenizers()
write_configs()
write_templates()
write_adapters()
write_rows()
(OUT / "expected.json").write_text(json.dumps(expected, indent=1, sort_keys=True) + "\n")
print(len(expected), "files")
