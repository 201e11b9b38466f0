/** Words that say what a declaration of the repo is worth: app.json describes review apps and buttons, not production. */

export function declaredNote(path: string, scope: string | null): string {
  if (path === "heroku.yml") return "heroku.yml setup: made when the app is created, not read later";
  if (scope !== null) return `app.json, environment ${scope}: not production`;
  return "app.json: review apps and the Heroku button, not production";
}
