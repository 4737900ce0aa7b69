"""Lines of text that tokenizers get wrong: digits after spaces, scripts, emoji, code, control characters, odd white space."""
import random

WORDS = ("proposal treasury quorum validator don't I'll we've they're it's U.S. e.g. naïve café Straße Ωmega привет мир שלום "
         "مرحبا नमस्ते こんにちは 世界 안녕 ไทย 🙂 👩‍👩‍👧 🇩🇪 e\u0301 \ufeff zero\u200bwidth <|im_start|> <|im_end|> <|endoftext|> [1] {x} "
         "0x1F 1e-9 3.14 1,000,000 12:30 2026-11-22 v1.2.3 100% $5 €7 ½ ² ٣ १ 𝟙 camelCase snake_case ALLCAPS URL:http://a.b/c?d=e&f=1").split(" ")
SPACES = [" ", "  ", "   ", "\t", "\u00a0", "\u3000", " \t ", ""]
CODE = [
    "def f(x):\n    return x + 1  # 42\n", "for (int i = 0; i < 10; i++) {\n\t\tsum += a[i];\n}", "SELECT * FROM t WHERE id = 7;",
    "{\"a\": [1, 2.5, null], \"b\": \"\\u00e9\"}", "<div class=\"x\">&nbsp;1</div>", "#!/bin/sh\nset -e\nexit 0\n", "a=1;b=2", "x  =  1",
    "\n\n\n", "   ", "\t\t", "\r\n", "a\r\nb", "trailing ", " leading", "", ".", "...", "1", " 1", "  1", "1 2 3", "12345678901234567890",
    "  12  34  ", "\u0000", "\u0007bell", "\u202eright\u202c", "𝕳𝖊𝖑𝖑𝖔", "ﬁ ligature", "İstanbul", "ß ẞ", "\U0010ffff", "a\u0300\u0301\u0302",
]


def lines(count=1000, seed=7):
    """The fixed lines and random mixtures, `count` in all, the same for every call."""
    generator = random.Random(seed)
    result = list(CODE) + list(WORDS)
    while len(result) < count:
        parts = []
        for _ in range(generator.randint(1, 24)):
            kind = generator.random()
            if kind < 0.25:
                parts.append(str(generator.randint(0, 10 ** generator.randint(1, 9))))
            elif kind < 0.30:
                parts.append(chr(generator.choice([generator.randint(0x20, 0x24F), generator.randint(0x370, 0x1FFF),
                                                   generator.randint(0x3040, 0xD7FF), generator.randint(0x1F300, 0x1FAFF)])))
            elif kind < 0.35:
                parts.append(generator.choice(CODE))
            else:
                parts.append(generator.choice(WORDS))
            parts.append(generator.choice(SPACES))
        result.append("".join(parts))
    return result[:count]
