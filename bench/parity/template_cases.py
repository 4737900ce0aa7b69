#!/usr/bin/env python3
"""Chat-template cases rendered by Python's Jinja2, the environment set up as Transformers does.

Writes the file that `TemplateGoldenTest` holds the interpreter against:
    python template_cases.py ../../engine/src/test/resources/dev/whetstone/engine/template/cases.json
Needs jinja2 3.1. A case whose rendering fails records the failure; the interpreter must fail too.
"""
import json
import sys

import jinja2
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Generation(Extension):
    """`{% generation %}` marks what an assistant said; it renders its body."""

    tags = {"generation"}

    def parse(self, parser):
        next(parser.stream)
        return parser.parse_statements(["name:endgeneration"], drop_needle=True)


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


environment = ImmutableSandboxedEnvironment(
    trim_blocks=True, lstrip_blocks=True, extensions=[Generation, "jinja2.ext.loopcontrols"])
environment.filters["tojson"] = tojson
environment.globals["raise_exception"] = raise_exception
environment.globals["strftime_now"] = lambda pattern: "22 Nov 2026"

CONTEXT = {
    "messages": [
        {"role": "system", "content": " Be brief. "},
        {"role": "user", "content": "What's <b> & \"x\"? é 🙂 z"},
        {"role": "assistant", "content": None, "tool_calls": [
            {"type": "function", "function": {"name": "f", "arguments": {"a": 1, "b": [True, None, "ü</s>"]}}}]},
        {"role": "tool", "content": "42"},
        {"role": "assistant", "content": "done"},
    ],
    "tools": [{"type": "function", "function": {
        "name": "f", "description": "d", "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}}}}],
    "add_generation_prompt": True,
    "bos_token": "<s>",
    "eos_token": "</s>",
    "n": 7,
    "x": 2.5,
    "words": ["b", "A", "c", "a"],
    "empty": [],
}

CHATML = (
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
    "{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}"
    "{% endif %}{{'<|im_start|>' + message['role'] + '\n' + (message['content'] or '') + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")

TOOLS = r"""{%- if tools %}
    {{- '<|im_start|>system\n' }}
    {%- if messages[0]['role'] == 'system' %}
        {{- messages[0]['content'] }}
    {%- else %}
        {{- 'default' }}
    {%- endif %}
    {{- "\n\n# Tools\n<tools>" }}
    {%- for tool in tools %}
        {{- "\n" }}
        {{- tool | tojson }}
    {%- endfor %}
    {{- "\n</tools><|im_end|>\n" }}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n' }}
    {%- elif message.role == "assistant" %}
        {{- '<|im_start|>' + message.role }}
        {%- if message.content %}
            {{- '\n' + message.content }}
        {%- endif %}
        {%- for tool_call in message.tool_calls %}
            {%- if tool_call.function is defined %}
                {%- set tool_call = tool_call.function %}
            {%- endif %}
            {{- '\n<tool_call>\n{"name": "' }}
            {{- tool_call.name }}
            {{- '", "arguments": ' }}
            {{- tool_call.arguments | tojson }}
            {{- '}\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\n' }}
    {%- elif message.role == "tool" %}
        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != "tool") %}
            {{- '<|im_start|>user' }}
        {%- endif %}
        {{- '\n<tool_response>\n' }}
        {{- message.content }}
        {{- '\n</tool_response>' }}
        {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}
            {{- '<|im_end|>\n' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
{%- endif %}
"""

LLAMA = r"""{{- bos_token }}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "Today Date: " + date_string + "\n\n" }}
{{- system_message }}
{%- for t in tools %}
{{- t | tojson(indent=4) }}
{%- endfor %}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 %}
            {{- raise_exception("one") }}
        {%- endif %}
        {%- set tool_call = message.tool_calls[0].function %}
        {{- '"parameters": ' }}
        {{- tool_call.arguments | tojson }}
        {{- "}" }}
    {%- elif message.role == "tool" or message.role == "ipython" %}
        {%- if message.content is mapping or message.content is iterable %}
            {{- message.content | tojson }}
        {%- else %}
            {{- message.content }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
"""

CASES = {
    "chatml": CHATML,
    "tools": TOOLS,
    "llama": LLAMA,
    "namespace": "{%- set ns = namespace(last=0, found=false) %}{%- for m in messages[::-1] %}{%- if not ns.found and m.role == 'user' %}{%- set ns.found = true %}{%- set ns.last = (messages|length - 1) - loop.index0 %}{%- endif %}{%- endfor %}{{ ns.last }}|{{ ns.found }}",
    "string methods": "{{ messages[0].content.strip() }}|{{ 'a</think>b'.split('</think>')[-1].lstrip('\\n') }}|{{ 'abc'.startswith('a') }}|{{ messages[-1]['content'].upper() }}|{{ 'x,y'.split(',')|join('-') }}",
    "white space": "a\n    {% if true %}\nb\n    {% endif %}\nc\n  {# note #}\nd",
    "white space: dashes": "a \n {%- if true -%} \n b \n {%- endif -%} \n c {{- 'd' -}} \n e",
    "white space: plus": "a\n  {%+ if true +%}\n b\n  {%+ endif %}\nc",
    "white space: two tags on a line": "x\n  {% if true %}  {% if true %}y{% endif %}\n  {% endif %}\nz",
    "white space: last newline": "a\n\n",
    "white space: comment with dashes": "a \n {#- note -#} \n b",
    "white space: print keeps the newline": "{{ 1 }}\n{{ 2 }}\n  {{ 3 }}\n",
    "white space: carriage returns": "a\r\n{% if true %}\r\nb\r{% endif %}",
    "raw": "{% raw %}{{ not }} {% if %}{% endraw %}|{%- raw -%}  {{ x }}  {%- endraw -%} |",
    "inline if": "{{ 'y' if add_generation_prompt else 'n' }}{{ (messages[0].content|trim)[:2] }}{{ '%s-%d'|format('k',3) }}",
    "inline if without else": "[{{ 'y' if false }}]{{ 1 if false else 2 if false else 3 }}",
    "selectattr": "{{ messages|selectattr('role','equalto','user')|list|length }}{{ messages|map(attribute='role')|join(',') }}",
    "rejectattr": "{{ messages|rejectattr('role','in',['user','tool'])|map(attribute='role')|list }}{{ messages|selectattr('tool_calls','defined')|list|length }}{{ messages|selectattr('content')|list|length }}",
    "select": "{{ [1,2,3,4]|select('odd')|list }}{{ [0,1,'',none]|select|list }}{{ [1,2,3]|reject('gt', 2)|list }}",
    "map": "{{ ['a','b']|map('upper')|join }}{{ messages|map(attribute='tool_calls.0.function.name', default='-')|join(' ') }}{{ ['aXb']|map('replace','X','-')|list }}",
    "break": "{% for m in messages %}{% if loop.index > 2 %}{% break %}{% endif %}{{ m.role }} {% endfor %}",
    "continue": "{% for i in range(5) %}{% if i is odd %}{% continue %}{% endif %}{{ i }}{% endfor %}",
    "loop variables": "{% for w in words %}{{ loop.index }}/{{ loop.index0 }}/{{ loop.revindex }}/{{ loop.revindex0 }}/{{ loop.first }}/{{ loop.last }}/{{ loop.length }}/{{ loop.previtem|default('-') }}/{{ loop.nextitem|default('-') }}/{{ loop.cycle('x','y') }}/{{ loop.changed(w) }}\n{% endfor %}",
    "nested loops": "{% for a in [1,2] %}{% for b in 'xy' %}{{ a }}{{ b }}{{ loop.depth }}{{ loop.index }} {% endfor %}{{ loop.index }}{% endfor %}",
    "loop with filter and else": "{% for w in words if w > 'a' %}{{ w }}{{ loop.last }}{% else %}none{% endfor %}{% for w in empty %}x{% else %}nothing{% endfor %}",
    "loop over a mapping": "{% for k in tools[0].function %}{{ k }} {% endfor %}{% for k, v in {'b':1,'a':2}|dictsort %}{{ k }}={{ v }};{% endfor %}",
    "loop unpacking": "{% for a, b in [[1,2],(3,4)] %}{{ a }}-{{ b }} {% endfor %}{% for (a, b) in [[1,2]] %}{{ b }}{% endfor %}",
    "set stays inside the loop": "{% set v = 0 %}{% for i in range(3) %}{% set v = i %}{{ v }}{% endfor %}|{{ v }}{% if true %}{% set v = 9 %}{% endif %}{{ v }}",
    "set several": "{% set a, b = 1, 'x' %}{{ a }}{{ b }}{% set c = [1, 2] %}{{ c }}{% set d = 1, 2 %}{{ d|list }}",
    "set block": "{% set v %}a{{ n }}b{% endset %}[{{ v }}]{{ v|length }}",
    "macro": "{% macro q(x, y='z') %}[{{ x }}{{ y }}]{% endmacro %}{{ q('a') }}{{ q('b', y='c') }}",
    "macro sees globals only": "{% set g = 'G' %}{% macro m(a, b=a) %}{{ g }}{{ a }}{{ b }}{{ hidden is defined }}{% endmacro %}{% for hidden in [1] %}{{ m(1) }}{% endfor %}{{ m(b=2) }}",
    "macro calls itself": "{% macro f(k) %}{{ k }}{% if k > 0 %}{{ f(k - 1) }}{% endif %}{% endmacro %}{{ f(3) }}",
    "mapping methods": "{% for k, v in tools[0].function.items() %}{{ k }};{% endfor %}{{ tools[0].function.get('nope','dflt') }}{{ {'a':1}.keys()|list }}{{ {'a':1}.values()|list }}{{ {'a':1}.get('b') }}{{ {'a':1}|items|list|length }}",
    "none": "{{ messages[2].content is none }}|{{ nope is defined }}|{{ 3 // 2 }}|{{ 7 % 3 }}|{{ 'a' ~ 1 ~ true }}|{{ [1,2] + [3] }}|{{ true }}",
    "raise": "{{ raise_exception('Conversation roles must alternate') }}",
    "undefined attribute of undefined": "{{ nope.field }}",
    "undefined call": "{{ nope() }}",
    "undefined prints nothing": "[{{ nope }}{{ messages[0].nope }}{{ messages[99] }}]{{ nope|default('d') }}{{ ''|default('e', true) }}{{ ''|default('f') }}|",
    "arithmetic": "{{ 1 + 2 * 3 }} {{ (1 + 2) * 3 }} {{ 7 / 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 2 ** 10 }} {{ -n }} {{ 1.5 + x }} {{ 6 / 3 }} {{ 10 - 2 - 3 }} {{ 'ab' * 3 }} {{ 1e3 }} {{ 0.1 + 0.2 }} {{ 1e22 }} {{ 1.5e-7 }}",
    "division by zero": "{{ 1 / 0 }}",
    "adding a string and a number": "{{ 'a' + 1 }}",
    "comparisons": "{{ 1 < 2 < 3 }} {{ 1 < 2 > 3 }} {{ 'a' < 'b' }} {{ 1 == 1.0 }} {{ 'a' != 'b' }} {{ not 1 == 2 }} {{ 1 in [1] }} {{ 'x' not in 'abc' }} {{ not 'x' in 'abc' }} {{ [1,2] == [1,2] }} {{ none == none }}",
    "and, or": "{{ 0 or 'x' }} {{ 1 and 'y' }} {{ '' and nope.field }} {{ true or nope.field }} {{ not true or true }} {{ none or [] }}",
    "tests": "{{ 1 is number }} {{ 'a' is string }} {{ [] is iterable }} {{ {} is mapping }} {{ 4 is divisibleby 2 }} {{ 4 is divisibleby(3) }} {{ 3 is not even }} {{ 'a' is in ['a'] }} {{ none is not none }} {{ true is boolean }} {{ 1 is integer }} {{ 1.0 is float }} {{ [] is sequence }} {{ 'abc' is lower }} {{ n is eq 7 }} {{ n is sameas n }} {{ true is true }} {{ 1 is ge 1 }}",
    "test binds before and": "{{ 1 is odd and 2 is even }} {{ nope is defined or 1 is odd }} {{ 'a' if nope is not defined else 'b' }}",
    "slices": "{{ 'abcdef'[1:3] }} {{ 'abcdef'[-2:] }} {{ 'abcdef'[::-1] }} {{ 'abcdef'[::2] }} {{ 'abcdef'[10:] }} {{ 'abcdef'[4:1:-1] }} {{ [1,2,3,4][1:-1] }} {{ words[::-1] }} {{ 'abc'[-1] }} {{ words[-1] }} {{ 'abc'[:0] }}|",
    "slices of characters beyond 16 bits": "{{ messages[1].content[-3:] }}|{{ messages[1].content[-3] }}|{{ messages[1].content|length }}|{{ '🙂🙃'[::-1] }}|{{ '🙂🙃'|reverse }}",
    "printing": "{{ [1, 'a', 'it\\'s', \"q\\\"\", none, true, 1.0, {'k': ['v']}] }} {{ {} }} {{ [] }} {{ 'é\\n' }} {{ ['é\\n'] }} {{ 1.0 }} {{ 100000000000000000.0 }} {{ (1, 2)|list }}",
    "escapes": "{{ 'a\\tb\\\\n\\x41\\u00e9\\U0001F642\\'' }}{{ \"\\\"\" }}{{ 'a' 'b' }}{{ '\\q' }}",
    "newline in a string": "{{ 'a\nb' }}",
    "tojson": "{{ {'a': 'é\"\\n\\t/<>&', 'b': [1, 2.5, true, none], 'c': {}} | tojson }} {{ [] | tojson(indent=2) }} {{ {'b': 1, 'a': [1, {'z': 2}]} | tojson(indent=2) }} {{ {'b': 1, 'a': 2} | tojson(sort_keys=true) }} {{ [1, 2] | tojson(separators=(',', ':')) }} {{ 'é🙂' | tojson(ensure_ascii=true) }} {{ '\\x7f' | tojson }}",
    "filters on strings": "{{ ' a b '|trim }}|{{ 'aBc dEf'|upper }}|{{ 'aBc dEf'|lower }}|{{ 'aBc dEf'|capitalize }}|{{ 'abc def'|title }}|{{ 'aXbX'|replace('X', 'yy') }}|{{ 'abc'|first }}|{{ 'abc'|last }}|{{ 'abc'|list }}|{{ 5|string }}|{{ 'xxaxx'|trim('x') }}",
    "filters on numbers": "{{ '12'|int }} {{ 'x'|int }} {{ 'x'|int(3) }} {{ 2.9|int }} {{ '2.5'|float }} {{ -3|abs }} {{ [1,2,3]|sum }} {{ [3,1,2]|min }} {{ [3,1,2]|max }} {{ 2.567|round(2) }}",
    "filters on lists": "{{ words|sort }} {{ words|sort(reverse=true) }} {{ words|unique|list }} {{ [1,1,2]|unique|list }} {{ words|reverse|list }} {{ words|join(', ') }} {{ words|first }} {{ words|last }} {{ empty|first|default('none') }} {{ messages|sort(attribute='role')|map(attribute='role')|list }} {{ 'abc'|join('-') }} {{ {'a':1}|length }}",
    "indent": "{{ 'a\nb\n\nc'|indent }}|{{ 'a\nb'|indent(2, true) }}|{{ 'a\nb'|indent('> ') }}",
    "format": "{{ '%5d|%-5d|%05d|%.2f|%s|%%|%x|%+d' % (1, 2, 3, 4.567, 'é', 255, 6) }} {{ '%s' % 'a' }} {{ '%3s|%-3s|'|format('a', 'b') }}",
    "split": "{{ 'a b  c '.split() }} {{ 'a,b,c'.split(',', 1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ 'a\nb\n'.splitlines() }} {{ 'aXbXc'.replace('X', '', 1) }} {{ 'abcb'.find('b') }} {{ 'abcb'.rfind('b') }} {{ 'abcb'.count('b') }} {{ '-'.join(['a', 'b']) }} {{ 'abc'.removeprefix('a') }} {{ 'abc'.removesuffix('c') }} {{ 'abc'.endswith(('x', 'c')) }} {{ '12'.isdigit() }}",
    "strip": "[{{ ' \\n a \\t'.strip() }}] [{{ 'xyaxy'.strip('yx') }}] [{{ '  a'.lstrip() }}] [{{ 'a  '.rstrip() }}]",
    "ranges": "{{ range(3)|list }} {{ range(1, 4)|list }} {{ range(5, 0, -2)|list }} {{ range(0)|list }}",
    "dict": "{{ dict(a=1, b='x') }} {{ dict({'q': 2}) }}",
    "generation": "{% generation %}a{{ n }}{% endgeneration %}b",
    "generation with white space": "x\n  {% generation %}\n  y\n  {% endgeneration %}\nz",
    "elif": "{% for i in range(4) %}{% if i == 0 %}a{% elif i == 1 %}b{% elif i == 2 %}c{% else %}d{% endif %}{% endfor %}",
    "precedence of filters": "{{ 'a' ~ 'b'|upper }} {{ -1|abs }} {{ 'x' + [1,2]|join }} {{ ('a' + 'b')|upper }} {{ not 'a'|length == 1 }} {{ messages|length - 1 }}",
    "item by name": "{{ messages[0]['role'] }}{{ messages.0.role }}{{ {'a b': 1}['a b'] }}{{ {1: 'one'}[1] }}{{ messages[0]['nope'] is defined }}",
    "comment": "a{# {{ x }} {% if %} #}b",
    "braces in strings": "{{ '}}' }}{{ {'a': {'b': '%}'}}['a']['b'] }}{% set q = '%}' %}{{ q }}{{ '{{' }}",
    "unknown filter": "{{ 'a'|nofilter }}",
    "unknown test": "{{ 'a' is notest }}",
    "unclosed tag": "{{ 'a'",
    "unclosed block": "{% if true %}a",
    "unclosed string": "{{ 'a }}",
    "unexpected end": "a{% endif %}",
    "include": "{% include 'x' %}",
    "extends": "{% extends 'x' %}",
    "import": "{% import 'x' as y %}",
    "private attribute": "{{ ''.__class__.__mro__ }}",
    "foreign method": "{{ messages[0].getClass() }}",
    "changing a list": "{{ words.append('x') }}",
    "break outside": "{% break %}",
}


def render(source):
    try:
        return {"template": source, "expected": environment.from_string(source).render(**CONTEXT)}
    except Exception as failure:  # noqa: BLE001: any failure is the expected outcome
        return {"template": source, "fails": str(failure)}


with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump({"context": CONTEXT, "cases": {name: render(source) for name, source in CASES.items()}}, file,
              ensure_ascii=False, indent=1)
    file.write("\n")
