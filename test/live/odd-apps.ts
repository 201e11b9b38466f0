/** Apps in languages and forms that the fixtures do not have, file by file: each must be emitted and judged like them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One folder an app, below `folder`. */
export function writeOddApps(folder: string): void {
  for (const [name, files] of Object.entries(ODD_APPS)) writeApp(join(folder, name), files);
}

export function writeApp(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export const ODD_APPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "php-laravel": {
    Procfile: "web: vendor/bin/heroku-php-apache2 public/\nworker: php artisan queue:work --tries=3\n",
    "composer.json": '{"require": {"php": "^8.3", "laravel/framework": "^11.0", "ext-gd": "*"}}\n',
    "composer.lock": '{"packages": []}\n',
    "app.json":
      '{"name": "Laravel", "stack": "heroku-24", "addons": ["jawsdb:kitefin", "heroku-redis:mini"], "env": {"APP_KEY": {"generator": "secret"}, "APP_ENV": "production"}, "scripts": {"postdeploy": "php artisan migrate --force"}}\n',
    "public/index.php": "<?php echo getenv('APP_KEY');\n",
  },
  "java-spring": {
    Procfile:
      "web: java $JAVA_OPTS -Dserver.port=$PORT -jar target/shop.jar\nrelease: java -cp target/shop.jar Migrate\n",
    "pom.xml": "<project><modelVersion>4.0.0</modelVersion><artifactId>shop</artifactId></project>\n",
    "system.properties": "java.runtime.version=21\n",
    "app.json":
      '{"buildpacks": [{"url": "heroku/java"}], "addons": [{"plan": "heroku-postgresql:standard-0", "as": "LEDGER"}], "formation": {"web": {"quantity": 2, "size": "performance-m"}}}\n',
    "src/main/java/Shop.java": 'class Shop { String url = System.getenv("LEDGER_URL"); }\n',
  },
  "container-images": {
    "heroku.yml":
      "setup:\n  addons:\n    - plan: heroku-postgresql\nbuild:\n  docker:\n    web: web/Dockerfile\n    worker:\n      dockerfile: jobs/Dockerfile\n      target: run\n  config:\n    BUILD_ENV: production\nrelease:\n  image: worker\n  command:\n    - ./migrate up\nrun:\n  web: ./serve --port $PORT\n  worker: ./jobs\n  mailer:\n    image: worker\n    command:\n      - ./jobs --only mail\n",
    "web/Dockerfile": 'FROM debian:bookworm-slim\nCOPY . /app\nWORKDIR /app\nCMD ["./serve"]\n',
    "jobs/Dockerfile": 'FROM debian:bookworm-slim AS run\nCOPY . /app\nWORKDIR /app\nCMD ["./jobs"]\n',
  },
  "go-plain": {
    Procfile: "web: bin/api\nclock: bin/clock -every 1m\n",
    "go.mod": "// +heroku goVersion go1.22\nmodule example.com/api\n\ngo 1.22\n",
    "cmd/api/main.go": 'package main\n\nimport "os"\n\nfunc main() { _ = os.Getenv("PORT") }\n',
    "cmd/clock/main.go": "package main\n\nfunc main() {}\n",
  },
  "static-site": {
    "static.json":
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the buildpack fills it in.
      '{"root": "dist/", "clean_urls": true, "error_page": "404.html",\n "routes": {"/shop/*": "index.html"},\n "redirects": {"/old": {"url": "https://shop.example.com/new", "status": 302}},\n "headers": {"/**": {"Cache-Control": "no-cache"}, "/assets/*": {"Cache-Control": "max-age=31536000"}},\n "proxies": {"/api/": {"origin": "${API_URL}"}}}\n',
    "app.json":
      '{"buildpacks": [{"url": "heroku/nodejs"}, {"url": "https://github.com/heroku/heroku-buildpack-static"}]}\n',
    "package.json": '{"name": "site", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "5.0.0"}}\n',
    "package-lock.json": '{"name": "site", "lockfileVersion": 3, "packages": {}}\n',
    "index.html": '<script type="module" src="/src/main.js"></script>\n',
    "src/main.js": "document.title = import.meta.env.VITE_TITLE;\n",
  },
  "rust-buildpack": {
    Procfile: "web: ROCKET_PORT=$PORT ROCKET_KEEP_ALIVE=0 ./target/release/shop\n",
    ".buildpacks": "https://github.com/emk/heroku-buildpack-rust\n",
    "Cargo.toml": '[package]\nname = "shop"\nversion = "0.1.0"\n',
    "src/main.rs": 'fn main() { println!("{}", std::env::var("DATABASE_URL").unwrap()); }\n',
  },
};
