package dev.whetstone.dataset.quality;

import java.util.List;

/** Shapes of secrets, from their issuers' documentation. */
final class SecretRules {

    static final List<SecretRule> ALL = List.of(
            SecretRule.of("AWS access key", "AKIA ASIA ABIA ACCA", "\\b((?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16})\\b", 0),
            SecretRule.of(
                    "AWS secret key",
                    "aws",
                    "(?i)aws.{0,20}(?:secret|key).{0,20}[\"'=: ]([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+]|$)",
                    4),
            SecretRule.of("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", "\\b(gh[pousr]_[A-Za-z0-9]{36,255})\\b", 0),
            SecretRule.of("GitHub fine-grained token", "github_pat_", "\\b(github_pat_[A-Za-z0-9_]{50,255})\\b"),
            SecretRule.of("GitLab token", "glpat-", "\\b(glpat-[A-Za-z0-9_-]{20,})"),
            SecretRule.of("Slack token", "xox", "\\b(xox[abeprs]-[A-Za-z0-9-]{10,})"),
            SecretRule.of(
                    "Slack webhook",
                    "hooks.slack.com",
                    "(https://hooks\\.slack\\.com/(?:services|workflows)/[A-Za-z0-9/+]{20,})"),
            SecretRule.of("Stripe key", "k_live_", "\\b([rs]k_live_[A-Za-z0-9]{16,})\\b"),
            SecretRule.of("Google API key", "aiza", "\\b(AIza[A-Za-z0-9_-]{35})"),
            SecretRule.of("Google OAuth secret", "gocspx-", "\\b(GOCSPX-[A-Za-z0-9_-]{28})"),
            SecretRule.of("Azure storage key", "accountkey", "(?i)AccountKey=([A-Za-z0-9+/]{86}==)"),
            SecretRule.of("OpenAI key", "sk-", "\\b(sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,})", 3.5),
            SecretRule.of("Anthropic key", "sk-ant-", "\\b(sk-ant-[A-Za-z0-9_-]{24,})"),
            SecretRule.of("Hugging Face token", "hf_", "\\b(hf_[A-Za-z0-9]{30,})\\b"),
            SecretRule.of("npm token", "npm_", "\\b(npm_[A-Za-z0-9]{36})\\b"),
            SecretRule.of("PyPI token", "pypi-ageichlwas5vcmc", "(pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,})"),
            SecretRule.of("SendGrid key", "SG.", "\\b(SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43})"),
            SecretRule.of("Twilio key", "SK", "\\b(SK[0-9a-f]{32})\\b"),
            SecretRule.of("Mailgun key", "key-", "\\b(key-[0-9a-f]{32})\\b"),
            SecretRule.of("Telegram bot token", ":aa", "\\b([0-9]{8,10}:AA[A-Za-z0-9_-]{33})"),
            SecretRule.of(
                    "Discord webhook",
                    "discord",
                    "(https://discord(?:app)?\\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,})"),
            SecretRule.of("DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", "\\b(do[opr]_v1_[0-9a-f]{64})\\b", 0),
            SecretRule.of("Databricks token", "dapi", "\\b(dapi[0-9a-f]{32})(?:-[0-9])?\\b"),
            SecretRule.of("Vault token", "hvs. hvb.", "\\b(hv[sb]\\.[A-Za-z0-9_-]{24,})", 0),
            SecretRule.of("Docker token", "dckr_", "\\b(dckr_[op]at_[A-Za-z0-9_-]{27,})"),
            SecretRule.of(
                    "Shopify token", "shpat_ shpca_ shppa_ shpss_", "\\b(shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32})\\b", 0),
            SecretRule.of("Linear key", "lin_api_", "\\b(lin_api_[A-Za-z0-9]{40})\\b"),
            SecretRule.of("Notion token", "ntn_", "\\b(ntn_[A-Za-z0-9]{40,})\\b"),
            SecretRule.of("age secret key", "age-secret-key-1", "\\b(AGE-SECRET-KEY-1[0-9A-Z]{58})\\b"),
            SecretRule.of("private key", "private key", "(-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----)"),
            SecretRule.of(
                    "JSON web token", "eyj", "\\b(eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,})"),
            SecretRule.of(
                    "password in an address",
                    "://",
                    "\\b[a-z][a-z0-9+.-]{1,20}://[^\\s/:@\"']{1,64}:([^\\s/:@\"'<>{}$*]{3,64})@[A-Za-z0-9.-]+"),
            SecretRule.of(
                    "wallet private key",
                    "private key private_key privatekey",
                    "(?i)private[ _]?key.{0,30}?\\b((?:0x)?[0-9a-f]{64})\\b",
                    3),
            SecretRule.of(
                    "seed phrase",
                    "seed phrase mnemonic recovery phrase",
                    "(?i)(?:seed phrase|mnemonic|recovery phrase)(?: is)?[\"' :=]{1,4}((?:[a-z]{3,8} ){11,23}[a-z]{3,8})"),
            SecretRule.of(
                    "secret by its name",
                    "secret token passwd password api_key apikey api-key",
                    "(?i)(?:secret|token|passwd|password|api[_-]?key)[\"']?\\s{0,3}(?:=|:)\\s{0,3}[\"']?([A-Za-z0-9_/+=.-]{16,128})",
                    3.5));

    private SecretRules() {}
}
