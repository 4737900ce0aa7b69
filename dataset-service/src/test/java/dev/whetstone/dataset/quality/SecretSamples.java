package dev.whetstone.dataset.quality;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** One made-up secret a rule; made here, so that no file holds anything that looks like one. */
final class SecretSamples {

    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String HEX = "0123456789abcdef";
    private static final String MIXED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Random RANDOM = new Random(3);

    static final Map<String, String> ALL = new HashMap<>();

    static {
        ALL.put("AWS access key", "AKIA" + some(16, UPPER));
        ALL.put("AWS secret key", "aws_secret_access_key = " + some(40, MIXED));
        ALL.put("GitHub token", "ghp_" + some(36, MIXED));
        ALL.put("GitHub fine-grained token", "github_pat_" + some(60, MIXED));
        ALL.put("GitLab token", "glpat-" + some(20, MIXED));
        ALL.put("Slack token", "xoxb-" + some(24, MIXED));
        ALL.put("Slack webhook", "https://hooks.slack.com/services/T" + some(8, UPPER) + "/B" + some(30, MIXED));
        ALL.put("Stripe key", "sk_live_" + some(24, MIXED));
        ALL.put("Google API key", "AIza" + some(35, MIXED));
        ALL.put("Google OAuth secret", "GOCSPX-" + some(28, MIXED));
        ALL.put("Azure storage key", "AccountKey=" + some(86, MIXED) + "==");
        ALL.put("OpenAI key", "sk-proj-" + some(48, MIXED));
        ALL.put("Anthropic key", "sk-ant-" + some(24, "abc1"));
        ALL.put("Hugging Face token", "hf_" + some(34, MIXED));
        ALL.put("npm token", "npm_" + some(36, MIXED));
        ALL.put("PyPI token", "pypi-AgEIcHlwaS5vcmc" + some(60, MIXED));
        ALL.put("SendGrid key", "SG." + some(22, MIXED) + "." + some(43, MIXED));
        ALL.put("Twilio key", "SK" + some(32, HEX));
        ALL.put("Mailgun key", "key-" + some(32, HEX));
        ALL.put("Telegram bot token", "123456789:AA" + some(33, MIXED));
        ALL.put("Discord webhook", "https://discord.com/api/webhooks/123456789012345678/" + some(68, MIXED));
        ALL.put("DigitalOcean token", "dop_v1_" + some(64, HEX));
        ALL.put("Databricks token", "dapi" + some(32, HEX));
        ALL.put("Vault token", "hvs." + some(24, MIXED));
        ALL.put("Docker token", "dckr_pat_" + some(27, MIXED));
        ALL.put("Shopify token", "shpat_" + some(32, HEX));
        ALL.put("Linear key", "lin_api_" + some(40, MIXED));
        ALL.put("Notion token", "ntn_" + some(46, MIXED));
        ALL.put("age secret key", "AGE-SECRET-KEY-1" + some(58, UPPER));
        ALL.put("private key", "-----BEGIN OPENSSH PRIVATE KEY-----");
        ALL.put("JSON web token", "eyJ" + some(20, MIXED) + ".eyJ" + some(30, MIXED) + "." + some(40, MIXED));
        ALL.put("password in an address", "postgres://admin:" + some(12, MIXED) + "@db.internal/main");
        ALL.put("wallet private key", "my private key is 0x" + some(64, HEX));
        ALL.put(
                "seed phrase",
                "seed phrase: " + ("river stone cloud apple ").repeat(3).strip());
        ALL.put("secret by its name", "client_secret=\"" + some(32, MIXED) + "\"");
    }

    private SecretSamples() {}

    private static String some(int length, String alphabet) {
        return RANDOM.ints(length, 0, alphabet.length())
                .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
                .collect(Collectors.joining());
    }
}
