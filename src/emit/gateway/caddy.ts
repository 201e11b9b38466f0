/** Turns a plan into a Caddyfile: the same routing by route, share and header. */
import type { Plan } from "../../model/plan.js";
import { asksMonolith, type Owned, ownedRoutes } from "./owners.js";

export function printCaddyfile(plan: Plan): string {
  return `# The one public door. Who gets how much is an environment variable: <SERVICE>_SHARE, a regular expression over the
# last hex digit of a visitor's cookie (off: "none"; half: "[0-7]"; all: "."), sticky per user.

{$GATEWAY_ADDRESS::8080} {
	request_body {
		max_size 20MB
	}
	request_header -X-Valueline-Identity
	request_header X-Request-Id {http.request.uuid}

	@internal path /valueline/*
	respond @internal 404

	@visitor not header_regexp Cookie valueline_id=
	header @visitor +Set-Cookie "valueline_id={http.request.uuid}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"

${plan.services.map((service) => printService(ownedRoutes(plan).filter((owned) => owned.service.id === service.id))).join("\n")}
	reverse_proxy {$MONOLITH_ADDRESS:monolith:3000}
}
`;
}

const printService = (routes: readonly Owned[]): string => routes.map(printRoute).join("");

function printRoute(owned: Owned): string {
  const { service, planned, pattern } = owned;
  const upper = service.name.toUpperCase().replaceAll("-", "_");
  const methods = planned.route.method === "GET" ? "GET HEAD" : planned.route.method;
  const matchers: readonly (readonly [string, string])[] = [
    ["canary", `header X-Valueline-Canary ${service.name}`],
    ["share", `header_regexp Cookie valueline_id=[0-9a-f-]*{$${upper}_SHARE:none}(;|$)`],
  ];
  return matchers
    .map(([how, condition]) => {
      const name = `${planned.operation}_${how}`;
      return `	@${name} {
		method ${methods}
		path_regexp ${pattern}
		${condition}
	}
	handle @${name} {
${asksMonolith(owned) ? printForwardAuth(service.name) : ""}		reverse_proxy {$${upper}_ADDRESS:${service.name}:${service.port}}
	}
`;
    })
    .join("");
}

/** A refusal is handed to the monolith, which answers in its own words. */
const printForwardAuth = (name: string): string => `		reverse_proxy {$MONOLITH_ADDRESS:monolith:3000} {
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
				reverse_proxy {$MONOLITH_ADDRESS:monolith:3000}
			}
		}
`;
