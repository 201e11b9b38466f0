/** Turns any name into one that DNS, Kubernetes and vendors accept, without two becoming the same. */

/** DigitalOcean's limit, the shortest among the targets. */
const SLUG_LENGTH = 32;

/** RFC 1123 label: lower case, digits, hyphens, at most `length`, starts with a letter. */
export function toSlug(name: string, length = SLUG_LENGTH): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .toLowerCase()
    .replace(/^[^a-z]+/, (found) => (/[0-9]/.test(found) ? `n${found.replace(/-/g, "")}` : ""))
    .slice(0, length)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "app" : plain;
}

/** Hands out slugs; the second owner of a name gets "-2". Same order in, same slugs out. */
export function createSlugs(taken: readonly string[] = []): (name: string, length?: number) => string {
  const used = new Set(taken);
  return (name, length = SLUG_LENGTH) => {
    const base = toSlug(name, length);
    let slug = base;
    for (let count = 2; used.has(slug); count += 1)
      slug = `${base.slice(0, length - String(count).length - 1)}-${count}`;
    used.add(slug);
    return slug;
  };
}

/** Shell-safe upper-case name: "postgres-2" -> "POSTGRES_2". */
export const toEnvName = (slug: string): string => slug.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
