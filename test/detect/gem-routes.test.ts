/** Routes of Devise and Doorkeeper beside the rows that Rails 6.1 with Devise 4.8.1 and Doorkeeper 5.5.0 printed for the same file. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { composeRuby } from "../../src/detect/routes/rails.js";
import { detectInputFrom } from "./rails-input.js";

const ROUTES = `Rails.application.routes.draw do
  use_doorkeeper
  use_doorkeeper scope: "auth" do
    skip_controllers :applications, :authorized_applications
    controllers tokens: "my/tokens"
  end
  devise_for :users, path: "account", path_names: { sign_in: "in", sign_out: "out", password: "secret", confirmation: "verify", unlock: "unblock", registration: "register", sign_up: "new_account" }, controllers: { sessions: "my/sessions" }
  namespace :staff do
    devise_for :admins, class_name: "User", only: [:sessions, :passwords], module: :devise
  end
  scope "/x" do
    devise_for :members, class_name: "User", skip: [:registrations, :unlocks], sign_out_via: [:get, :delete]
  end
  devise_for :visitors, class_name: "User", singular: :visitor, format: false, skip: :omniauth_callbacks
end
`;

const USER = `class User < ApplicationRecord
  devise :database_authenticatable, :registerable, :recoverable, :confirmable, :lockable, :rememberable
end
`;

it("draws devise_for and use_doorkeeper row by row", () => {
  const { rows, diagnostics } = composeRuby(
    detectInputFrom({
      "config/application.rb": "module Shop; class Application < Rails::Application; end; end",
      "config/routes.rb": ROUTES,
      "app/models/user.rb": USER,
    }),
  );
  const printed = readFileSync(new URL("./gem-routes.txt", import.meta.url), "utf8")
    .trim()
    .split("\n");
  const ours = [...new Set(rows.map((row) => `${row.method} ${row.path} ${row.handler}`))].sort();
  expect(ours).toEqual([...printed].sort());
  expect(diagnostics).toEqual([]);
});
