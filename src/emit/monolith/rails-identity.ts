/** Turns extracted Rails routes into an endpoint that tells the gateway who is calling. */
import type { PlannedService } from "../../model/plan.js";

/** Runs the filters of the controller that owned the route: Devise, sessions, tokens and CSRF stay as they are. */
export const printRailsIdentity = (services: readonly PlannedService[]): string => `module Valueline
  # Answers the gateway's question "who is calling?" for a route that a service took over.
  #
  # It runs the filters of the controller that owned the route, so sessions, Devise, tokens, roles and CSRF are judged
  # by the code that judged them before, and never its action. 204 with a signed identity lets the request through;
  # 403 makes the gateway hand the request to this app, which then refuses it in its own words.
  class Identity
    AUDIENCES = %w[${services.map(({ name }) => name).join(" ")}].freeze
    LIFETIME = 60

    def self.call(env) = new(env).answer

    def initialize(env)
      @env = env
    end

    def answer
      return refuse unless AUDIENCES.include?(audience)

      status, = response = probe
      # 204 from the probe alone means that every filter let the request pass.
      return refuse unless status == 204 && response[1].delete("X-Valueline-Passed")

      [204, { "X-Valueline-Identity" => sign(claims), "Cache-Control" => "no-store" }, []]
    rescue ActionController::ActionControllerError, ActionController::RoutingError, ActiveRecord::RecordNotFound
      refuse
    end

    # Called by the probe once all filters let the request pass.
    def remember(controller)
      user = controller.send(:current_user) if controller.respond_to?(:current_user, true)
      @subject = user.respond_to?(:id) ? user.id : nil
    end

    private

    def probe
      target = Rails.application.routes.recognize_path(path, method: http_method)
      name = target[:action]
      owner = "#{target[:controller].camelize}Controller".constantize
      seen = self
      asked = Class.new(owner) do
        define_singleton_method(:name) { owner.name }
        define_singleton_method(:controller_path) { owner.controller_path }
        define_method(name) do
          seen.remember(self)
          response.set_header("X-Valueline-Passed", "1")
          head :no_content
        end
      end
      asked.action(name).call(original_env(target))
    end

    # The request as it came to the gateway, without its body: a token in a form is judged by the app itself, later.
    def original_env(target)
      @env.merge(
        "REQUEST_METHOD" => http_method,
        "PATH_INFO" => path,
        "REQUEST_URI" => original_uri,
        "QUERY_STRING" => query,
        "action_dispatch.request.path_parameters" => target
      ).reject { |key, _| key.start_with?("action_dispatch.request.parameters", "action_dispatch.request.query_parameters", "rack.request.") }
    end

    def claims
      { sub: @subject.to_s, aud: audience, req: "#{http_method} #{path}", exp: Time.now.to_i + LIFETIME }
    end

    # A JSON Web Token, HS256: https://www.rfc-editor.org/rfc/rfc7515
    def sign(claims)
      unsigned = [{ alg: "HS256", typ: "JWT" }, claims].map { |part| encode(part.to_json) }.join(".")
      "#{unsigned}.#{encode(OpenSSL::HMAC.digest("SHA256", ENV.fetch("VALUELINE_IDENTITY_SECRET"), unsigned))}"
    end

    def encode(text) = Base64.urlsafe_encode64(text, padding: false)

    def refuse = [403, { "Cache-Control" => "no-store" }, []]

    def http_method = @env.fetch("HTTP_X_ORIGINAL_METHOD", "GET").upcase
    def original_uri = @env.fetch("HTTP_X_ORIGINAL_URI", "/")
    def path = original_uri.split("?", 2).first
    def query = original_uri.split("?", 2)[1].to_s
    def audience = @env["HTTP_X_VALUELINE_AUDIENCE"].to_s
  end
end
`;
