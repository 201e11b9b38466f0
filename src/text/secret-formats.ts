/** Names the kind of secret a text certainly is, by its vendor's format; stricter than `isSecretValue`, which redacts on suspicion. */

const FORMATS: readonly (readonly [string, RegExp])[] = [
  ["a Stripe live key", /\b(?:sk|rk)_live_[0-9a-zA-Z]{16,}/],
  ["a Stripe webhook secret", /\bwhsec_[0-9a-zA-Z+/=]{24,}/],
  ["an AWS access key id", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a GitHub token", /\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{50,})/],
  ["a Slack token", /\bxox[abprs]-[0-9]{8,}-[0-9A-Za-z-]{10,}/],
  ["a Slack webhook", /https:\/\/hooks\.slack\.com\/services\/T[0-9A-Z]{6,}\/B[0-9A-Z]{6,}\/[0-9A-Za-z]{20,}/],
  ["a SendGrid key", /\bSG\.[\w-]{16,}\.[\w-]{32,}/],
  ["a Google API key", /\bAIza[0-9A-Za-z_-]{35}/],
  ["a private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:\s|\\[nr])*[A-Za-z0-9+/=]{40}/],
  ["a Heroku token", /\bHRKU-[0-9A-Za-z_-]{30,}/],
  ["an npm token", /\bnpm_[0-9A-Za-z]{36}/],
  ["a Twilio key", /\bSK[0-9a-f]{32}\b/],
  ["a Mailgun key", /\bkey-[0-9a-f]{32}\b/],
];
const URL_WITH_PASSWORD = /\b[a-z][a-z0-9+.-]*:\/\/([^\s/:@]*):([^\s/@]+)@([^\s/:?]+)/i;
const LOCAL =
  /^(localhost|127\.|0\.0\.0\.0|db$|database$|postgres$|mysql$|mariadb$|redis$|mongo(db)?$|rabbitmq$|host$|hostname$|.*\.(test|example|local|internal)$|.*example\.(com|org|net)$|\[)/i;
const PLACEHOLDER =
  /^(x+|\*+|\.+|pass(word|wd)?|secret|pwd|user(name)?|changeme|test|example|guest|root|admin|postgres|your.*|my.*|<.*>?|\$.*|\{.*|%.*|#\{.*|\[redacted\]|token)$/i;

/** What it is, in words; null where the text is none, a placeholder, or a password for a local machine. */
export function nameSecret(text: string): string | null {
  const found = FORMATS.find(([, pattern]) => pattern.test(text));
  if (found) return /x{8,}|X{8,}|0{12,}|EXAMPLE/.test(text) ? null : found[0];
  const [, , password, host] = URL_WITH_PASSWORD.exec(text) ?? [];
  if (password === undefined || host === undefined) return null;
  return LOCAL.test(host) || PLACEHOLDER.test(password) ? null : "a URL with its password";
}
