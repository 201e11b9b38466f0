/** Tells secret values and secret names apart from ordinary ones, so that no value is ever kept. */

const SECRET_NAME =
  /(SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PRIVATE|CREDENTIAL|API_?KEY|ACCESS_?KEY|_KEY$|^KEY$|_DSN$|_PEM$|_CERT|_SALT$|WEBHOOK|(DATABASE|REDIS|MONGO|MONGODB|AMQP|KAFKA|BROKER|RABBITMQ|SMTP|JAWSDB|CLEARDB|CLOUDAMQP|CLOUDINARY|BONSAI|MEMCACHIER).*_?(URL|URI)$|_AUTH$)/i;
const PUBLIC_NAME = /(PUBLIC_?KEY|PUBLISHABLE|_KEY_ID$|KEY_PREFIX$|TOKEN_(TTL|EXPIR))/i;

/** A config var whose value must be treated as secret, judged by its name alone. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name) && !PUBLIC_NAME.test(name);

const KNOWN_SECRET = [
  /\b(sk|rk)_(live|test)_[0-9a-zA-Z]{10,}/,
  /\bwhsec_[0-9a-zA-Z+/=]{16,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[0-9A-Za-z]{30,}/,
  /\bgithub_pat_[0-9A-Za-z_]{30,}/,
  /\bxox[abprs]-[0-9A-Za-z-]{10,}/,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/,
  /\bAIza[0-9A-Za-z_-]{35}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bHRKU-[0-9A-Za-z_-]{20,}/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/,
  /\bsk-[A-Za-z0-9_-]{20,}/,
  /\bnpm_[0-9A-Za-z]{36}/,
  /\b(AC|SK)[0-9a-f]{32}\b/,
  /[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i,
];

/** A piece that every known format has: most texts stop here. */
const MARKER =
  /(?:live|test)_|whsec_|AKIA|gh[pousr]_|github_pat_|xox|SG\.|AIza|-----BEGIN|HRKU-|eyJ|sk-|npm_|AC|SK|:\/\//;

/** Shannon entropy in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** A value that looks like a secret by its own shape: a known format, or long and random. */
export function isSecretValue(value: string): boolean {
  if (MARKER.test(value) && KNOWN_SECRET.some((pattern) => pattern.test(value))) return true;
  if (value.length < 24) return false;
  if (/^[0-9a-f]{32,}$/i.test(value)) return true;
  return (
    /^[A-Za-z0-9+/_=-]+$/.test(value) &&
    /[0-9]/.test(value) &&
    /[A-Z]/.test(value) &&
    /[a-z]/.test(value) &&
    entropy(value) >= 4.2
  );
}

export const REDACTED = "[redacted]";

/** The value, or `[redacted]` where it or its name says secret. Apply to every literal before it becomes a fact. */
export const redact = (value: string, name = ""): string =>
  isSecretValue(value) || (name !== "" && isSecretName(name)) ? REDACTED : value;
