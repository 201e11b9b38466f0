/** Turns the names in Gemfile.lock into the constants that gems define, so that an unknown constant can name its gem. */
import type { SourceReader } from "../../model/ports.js";
import type { Workspace } from "../../model/workspace.js";
import type { Inflector } from "../../text/inflections.js";
import { byText } from "../../text/order.js";

/** First segment of constants that do not follow from the gem's name. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  Aws: ["aws-sdk-s3", "aws-sdk", "aws-sdk-core"],
  Rails: ["rails", "railties"],
  ActiveRecord: ["activerecord"],
  ActiveJob: ["activejob"],
  ActiveSupport: ["activesupport"],
  ActiveModel: ["activemodel"],
  ActionController: ["actionpack"],
  ActionDispatch: ["actionpack"],
  ActionView: ["actionview"],
  ActionMailer: ["actionmailer"],
  ActionCable: ["actioncable"],
  GraphQL: ["graphql"],
  OmniAuth: ["omniauth"],
  JWT: ["jwt"],
  Nokogiri: ["nokogiri"],
  PG: ["pg"],
  HTTParty: ["httparty"],
  RestClient: ["rest-client"],
  Sentry: ["sentry-ruby"],
  Raven: ["sentry-raven"],
  NewRelic: ["newrelic_rpm"],
  OpenAI: ["ruby-openai", "openai"],
  Slack: ["slack-ruby-client"],
  Twilio: ["twilio-ruby"],
  SendGrid: ["sendgrid-ruby"],
  Mailgun: ["mailgun-ruby"],
  PayPal: ["paypal-sdk-rest"],
  Delayed: ["delayed_job"],
  Que: ["que"],
  Google: ["google-api-client"],
  Mail: ["mail"],
};

/** Gem name by first constant segment. */
export function readGems(
  workspace: Workspace,
  reader: SourceReader,
  inflector: Inflector,
): ReadonlyMap<string, string> {
  const gems = new Set<string>();
  for (const { path } of workspace.files) {
    if (!/(^|\/)Gemfile\.lock$/.test(path)) continue;
    for (const match of (reader.read(path) ?? "").matchAll(/^ {4}([\w.-]+) \(/gm)) gems.add(match[1] ?? "");
  }
  const byConstant = new Map<string, string>();
  for (const gem of [...gems].sort(byText)) {
    const constant = inflector.camelize(gem.replaceAll("-", "/")).split("::")[0] ?? gem;
    // `stripe` before `stripe-rails`: the shorter name is the gem itself.
    const known = byConstant.get(constant);
    if (known === undefined || gem.length < known.length) byConstant.set(constant, gem);
    const flat = inflector.camelize(gem.replaceAll("-", "_"));
    if (!byConstant.has(flat)) byConstant.set(flat, gem);
  }
  for (const [constant, names] of Object.entries(KNOWN)) {
    const present = names.find((name) => gems.has(name));
    if (present !== undefined) byConstant.set(constant, present);
  }
  return byConstant;
}
