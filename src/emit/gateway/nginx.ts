/** Turns a plan into nginx configuration: old URLs, each answered by whoever owns it now. */
import type { Plan } from "../../model/plan.js";
import {
  asksMonolith,
  fallsBack,
  keptRoutes,
  methodsOf,
  type Owned,
  ownedRoutes,
  routeName,
  variable,
} from "./owners.js";

export const printSwitches = (
  plan: Plan,
): string => `# Yours to edit: who gets how much traffic. Reload with: nginx -s reload

# A route on a line here goes back to the monolith, whatever the shares say. All routes are named in routes.conf.
map $valueline_route $valueline_switch {
    default on;
${ownedRoutes(plan)
  .slice(0, 1)
  .map((owned) => `    # ${routeName(owned)} off;\n`)
  .join("")}}

# A share is sticky per user; the line is off until you uncomment it.
${plan.services
  .map(
    ({ name }) => `split_clients "\${valueline_user}${name}" $valueline_share_${variable(name)} {
    # 10%  ${name};
    *    monolith;
}
`,
  )
  .join("")}`;

export function printRouteMap(plan: Plan): string {
  const owned = ownedRoutes(plan);
  const kept = keptRoutes(plan, owned).flatMap(({ methods, pattern }) =>
    methods.map((method) => `    "~^${method} ${pattern.slice(1)}" "";\n`),
  );
  const requests = owned.flatMap((one) =>
    methodsOf(one).map((method) => `    "~^${method} ${one.pattern.slice(1)}" ${routeName(one)};\n`),
  );
  return `# Which route a request is; anything else is the monolith's.
map "$request_method $uri" $valueline_route {
    default "";
${kept.join("")}${requests.join("")}}

# Which service can answer it.
map "$valueline_switch $valueline_route" $valueline_owner {
    default monolith;
${owned.map((one) => `    "on ${routeName(one)}" ${targetOf(one)};\n`).join("")}}
`;
}

const targetOf = (owned: Owned): string => (asksMonolith(owned) ? owned.service.name : `${owned.service.name}-direct`);

export function printNginx(plan: Plan): string {
  const owned = ownedRoutes(plan);
  const targets = [...new Set(owned.map(targetOf))];
  const falling = new Set(owned.filter(fallsBack).map(targetOf));
  return `# The one public door. Included in http {}: upstreams are named in upstreams.conf beside this file.
include upstreams.conf;

# A user is known by the bearer token or by a cookie of the gateway's own: session cookies change too often to be sticky.
map $cookie_valueline_id $valueline_visitor {
    default $cookie_valueline_id;
    ""      $request_id;
}
map $http_authorization $valueline_user {
    default $http_authorization;
    ""      $valueline_visitor;
}
map $cookie_valueline_id $valueline_set_cookie {
    default "";
    ""      "valueline_id=$request_id; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax";
}
# Sockets are upgraded; everything else keeps its connection to the upstream.
map $http_upgrade $valueline_connection {
    default upgrade;
    ""      "";
}
# Whoever terminates TLS in front of this tells the scheme that the client used.
map $http_x_forwarded_proto $valueline_scheme {
    default $http_x_forwarded_proto;
    ""      $scheme;
}
include switches.conf;
include routes.conf;

# Owner, switched on by the share or by the canary header: curl -H 'X-Valueline-Canary: <service>'
map "$valueline_owner $http_x_valueline_canary ${plan.services.map(({ name }) => `$valueline_share_${variable(name)}`).join(" ")}" $valueline_target {
    default monolith;
${plan.services
  .flatMap(({ name }, i) => {
    const shares = plan.services.map((_, j) => (i === j ? name : "\\S+")).join(" ");
    return [name, `${name}-direct`]
      .filter((target) => targets.includes(target))
      .map((target) => `    "~^${target} ${name} " ${target};\n    "~^${target} \\S* ${shares}$" ${target};\n`);
  })
  .join("")}}

server {
    listen 8080;
    client_max_body_size 20m;
    recursive_error_pages on;

    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $valueline_connection;
    proxy_set_header Host $http_host;
    proxy_set_header X-Request-Id $request_id;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $valueline_scheme;
    # Only the gateway speaks for the monolith.
    proxy_set_header X-Valueline-Identity "";
    proxy_connect_timeout 2s;
    proxy_read_timeout 30s;
    add_header Set-Cookie $valueline_set_cookie always;

    location / {
${targets.map((target) => `        error_page ${codeOf(targets, target)} = @${target};\n        if ($valueline_target = ${target}) { return ${codeOf(targets, target)}; }\n`).join("")}        proxy_pass http://monolith;
    }

    location @monolith {
        proxy_pass http://monolith;
    }

    # A service that does not answer costs a read nothing, while the monolith still owns the data. Writes are never repeated.
    location @fallback {
        if ($request_method !~ ^(GET|HEAD)$) { return 502; }
        proxy_pass http://monolith;
    }

    # The monolith's own word about callers is for this gateway alone.
    location /valueline/ { return 404; }
${targets.map((target) => printTarget(target, falling.has(target))).join("")}}
`;
}

/** Codes of our own that no upstream sends: "if … return" is the safe way to choose a location. https://nginx.org/en/docs/http/ngx_http_rewrite_module.html */
const codeOf = (targets: readonly string[], target: string): number => 460 + targets.indexOf(target);

function printTarget(target: string, falls: boolean): string {
  const direct = target.endsWith("-direct");
  const name = direct ? target.slice(0, -"-direct".length) : target;
  const timeouts = falls ? "        error_page 502 504 = @fallback;\n" : "";
  if (direct) return `\n    location @${target} {\n${timeouts}        proxy_pass http://${name};\n    }\n`;
  return `
    location @${name} {
        auth_request /_valueline/identity/${name};
        auth_request_set $valueline_identity $upstream_http_x_valueline_identity;
        # Not let in: the monolith refuses in its own words, as before.
        error_page 401 403 = @monolith;
${timeouts}        proxy_set_header Host $http_host;
        proxy_set_header Connection "";
        proxy_set_header X-Request-Id $request_id;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $valueline_scheme;
        proxy_set_header X-Valueline-Identity $valueline_identity;
        proxy_pass http://${name};
    }

    location = /_valueline/identity/${name} {
        internal;
        proxy_pass http://monolith/valueline/identity;
        proxy_pass_request_body off;
        proxy_set_header Host $http_host;
        proxy_set_header Connection "";
        proxy_set_header Content-Length "";
        proxy_set_header X-Request-Id $request_id;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $valueline_scheme;
        proxy_set_header X-Original-Method $request_method;
        proxy_set_header X-Original-URI $request_uri;
        proxy_set_header X-Valueline-Audience ${name};
    }
`;
}

export const printUpstreams = (
  plan: Plan,
): string => `# Yours to edit: where each part listens. Passive health: three failures take a server out for 10 s.
upstream monolith {
    server monolith:3000 max_fails=3 fail_timeout=10s;
    keepalive 16;
}
${plan.services
  .map(
    ({ name, port }) => `upstream ${name} {
    server ${name}:${port} max_fails=3 fail_timeout=10s;
    keepalive 16;
}
`,
  )
  .join("")}`;
