/** Turns a plan into a Caddyfile: the same routing by route, share and header. */
import type { Plan, PlannedService } from "../../model/plan.js";
import {
  asksMonolith,
  fallsBack,
  type Kept,
  keptRoutes,
  methodsOf,
  type Owned,
  ownedRoutes,
  routeName,
  variable,
} from "./owners.js";

const MONOLITH = "{$MONOLITH_ADDRESS:monolith:3000}";

export function printCaddyfile(plan: Plan): string {
  const owned = ownedRoutes(plan);
  return `# The one public door. Who gets how much is told by environment variables; restart or reload to change them.
# <SERVICE>_SHARE          a regular expression over the last hex digit of a visitor's cookie: off "none", half "[0-7]", all "."
# <SERVICE>_TOKEN_SHARE    the same over the last character of the Authorization header, for callers without cookies
# ROUTE_<SERVICE>_<ROUTE>  "off" gives that route alone back to the monolith
# Sticky per user: the same cookie or token goes the same way.
(monolith) {
	reverse_proxy ${MONOLITH} {
		# Whoever terminates TLS in front tells the client's address and scheme.
		trusted_proxies private_ranges
	}
}
${plan.services.map((service) => printParts(service, owned)).join("")}
{$GATEWAY_ADDRESS::8080} {
	request_body {
		max_size 20MB
	}
	# Only the gateway speaks for the monolith.
	request_header -X-Valueline-Identity
	request_header X-Request-Id {http.request.uuid}

	# In a handle of its own: Caddy would sort a bare respond behind all others.
	@internal path /valueline/*
	handle @internal {
		respond 404
	}

	@visitor not header_regexp Cookie valueline_id=
	header @visitor +Set-Cookie "valueline_id={http.request.uuid}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"

${keptRoutes(plan, owned).map(printKept).join("")}${owned.map(printRoute).join("")}	handle {
		import monolith
	}
${printFallback(owned.filter(fallsBack))}}
`;
}

const upper = (name: string): string => name.toUpperCase().replaceAll("-", "_");

/** What the routes of one service share. */
function printParts(service: PlannedService, owned: readonly Owned[]): string {
  const asks = owned.some((one) => one.service.id === service.id && asksMonolith(one));
  const name = variable(service.name);
  return `${asks ? printForwardAuth(service.name) : ""}(${name}_answer) {
	reverse_proxy {$${upper(service.name)}_ADDRESS:${service.name}:${service.port}} {
		trusted_proxies private_ranges
		fail_duration 10s
		max_fails 3
	}
}
`;
}

const printKept = ({ methods, pattern }: Kept, i: number): string => `	@monolith_${i + 1} {
		method ${methods.join(" ")}
		path_regexp ${pattern}
	}
	handle @monolith_${i + 1} {
		import monolith
	}
`;

function printRoute(owned: Owned): string {
  const { service, pattern } = owned;
  const name = routeName(owned);
  const share = `{$${upper(service.name)}_SHARE:none}`;
  const tokens = `{$${upper(service.name)}_TOKEN_SHARE:none}`;
  const chosen = [
    `header({'X-Valueline-Canary': '${service.name}'})`,
    `header_regexp('Cookie', 'valueline_id=[0-9a-f-]*${share}(;|$)')`,
    `header_regexp('Authorization', '${tokens}$')`,
  ];
  return `	@${name} {
		method ${methodsOf(owned).join(" ")}
		path_regexp ${pattern}
		expression \`"{$ROUTE_${name.toUpperCase()}:on}" != "off" && (${chosen.join(" || ")})\`
	}
	handle @${name} {
${asksMonolith(owned) ? `		import ${variable(service.name)}_ask\n` : ""}		import ${variable(service.name)}_answer
	}
`;
}

/** A refusal is handed to the monolith, which answers in its own words. */
const printForwardAuth = (name: string): string => `(${variable(name)}_ask) {
	reverse_proxy ${MONOLITH} {
		trusted_proxies private_ranges
		method GET
		rewrite /valueline/identity
		header_up X-Original-Method {http.request.orig_method}
		header_up X-Original-URI {http.request.orig_uri}
		header_up X-Valueline-Audience ${name}
		header_up -Content-Length
		@passed status 2xx
		handle_response @passed {
			request_header X-Valueline-Identity {rp.header.X-Valueline-Identity}
		}
		@refused status 401 403
		handle_response @refused {
			import monolith
		}
	}
}
`;

function printFallback(owned: readonly Owned[]): string {
  const patterns = owned.filter(({ planned }) => planned.route.method === "GET").map(({ pattern }) => pattern);
  if (patterns.length === 0) return "";
  return `
	# A service that does not answer costs a read nothing, while the monolith still owns the data. Writes are never repeated.
	handle_errors {
		@fallback {
			expression \`{http.error.status_code} in [502, 503, 504]\`
			method GET HEAD
			path_regexp ${patterns.join("|")}
		}
		handle @fallback {
			import monolith
		}
		handle {
			respond {http.error.status_code}
		}
	}
`;
}
