import { describe, expect, it } from "vitest";
import { draw } from "../rails-input.js";

const record = (name: string, body = "") => `class ${name} < ApplicationRecord\n${body}\nend`;
const MODELS = {
  "app/models/user.rb": record("User", " has_many :cards\n has_many :orders"),
  "app/models/order.rb": record(
    "Order",
    ' belongs_to :user\n has_many :lines\n has_one :receipt\n accepts_nested_attributes_for :lines\n scope :open, -> { where(open: true) }\n scope :with_stock, -> { joins(lines: :stock) }\n enum status: { draft: 0, paid: 1 }\n def settle\n  receipt.update!(at: 1)\n end\n def self.overdue\n  open.where("due < 1")\n end',
  ),
  "app/models/line.rb": record("Line", " belongs_to :order\n belongs_to :stock"),
  "app/models/card.rb": record("Card", " belongs_to :user"),
  "app/models/receipt.rb": record("Receipt"),
  "app/models/audit.rb": record("Audit"),
  "app/models/stock.rb": record("Stock"),
};

const touched = (routes: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    draw(routes, { ...MODELS, ...files }).rows.map(({ handler, detail }) => [
      handler,
      detail.touches == null ? null : detail.touches.map(({ model, mode }) => `${model} ${mode}`).join(", "),
    ]),
  );

/** What one action with this body touches, beside methods of its controller. */
const action = (body: string, more = "", files: Readonly<Record<string, string>> = {}) =>
  touched('get "a", to: "shop#show"', {
    ...files,
    "app/controllers/shop_controller.rb": `class ShopController < ActionController::Base\n${more}\n def show\n${body}\n end\nend`,
  })["shop#show"];

describe("models that a Rails action touches", () => {
  it.each([
    ["Order.where(a: 1).each { |one| one.paid! }", "Order write"],
    ["order = Order.find(1)\norder.update(a: 1)", "Line write, Order write"],
    ["@order = Order.new\n@order.save!", "Line write, Order write"],
    ["@order = Order.new", "Order read"],
    ["render json: current_user.cards", "Card read, User read"],
    ["@cards = current_user.cards.build", "Card read, User read"],
    ["current_user.orders.each do |order|\n order.receipt.touch\nend", "Order read, Receipt write, User read"],
    ["Order.open.find_by(a: 1)", "Order read"],
    ["Order.with_stock.to_a", "Line read, Order read, Stock read"],
    ["Order.overdue.count", "Order read"],
    ["Order.find(1).settle", "Order read, Receipt write"],
    ["Order.includes(:receipt).all", "Order read, Receipt read"],
    [
      "@order = policy_scope(Order).find(1)\nauthorize @order\n@order.create_receipt!(a: 1)",
      "Order read, Receipt write",
    ],
    ["Order.find(1).line_ids", "Line read, Order read"],
    ["user = User.find(1)\nuser.orders << Order.new", "Order write, User read"],
    ["x = params[:card]\nx ? Card.first : Stock.first", "Card read, Stock read"],
    ["Order.transaction do\n Audit.insert_all!(rows)\nend", "Audit write"],
    ["Order.find(1).try(:receipt)", "Order read, Receipt read"],
    ["Order.human_attribute_name(:a)\nOrder.column_names\nparams.delete(:order)", ""],
    ["options = {}\noptions.delete(:a)\nredirect_to order_path(1)", ""],
  ])("%j", (body, expected) => {
    expect(action(body)).toBe(expected);
  });

  it("reads what filters before, around and after it fill and touch, inherited and from concerns, and no others", () => {
    const files = {
      "app/controllers/application_controller.rb":
        "class ApplicationController < ActionController::Base\n before_action :load_user\n private\n def load_user\n  @user = User.find(1)\n end\nend",
      "app/controllers/concerns/audited.rb":
        "module Audited\n extend ActiveSupport::Concern\n included do\n  after_action :write_audit, only: :create\n end\n def write_audit\n  Audit.create!(a: 1)\n end\nend",
      "app/controllers/orders_controller.rb":
        "class OrdersController < ApplicationController\n include Audited\n around_action :hold_stock, except: %i[index show]\n before_action :set_thing, only: :update\n skip_before_action :load_user, only: :index\n def index\n  Order.where(a: 1)\n end\n def create\n  Receipt.create!(a: 1)\n end\n def show; end\n def update\n  @thing.update(a: 1)\n end\n private\n def set_thing\n  @thing = @user.cards.find(params[:id])\n end\n def hold_stock\n  Stock.lock.first\n  yield\n end\nend",
    };
    const routes =
      'get "a", to: "orders#index"\nget "b", to: "orders#show"\npost "c", to: "orders#create"\nput "d", to: "orders#update"';
    expect(touched(routes, files)).toEqual({
      "orders#index": "Order read",
      "orders#show": "User read",
      "orders#create": "Audit write, Receipt write, Stock read, User read",
      "orders#update": "Card write, Stock read, User read",
    });
  });

  it("goes into private helpers, inherited actions, super and what `load_and_authorize_resource` loads", () => {
    const files = {
      "app/controllers/webhooks/base_controller.rb":
        "module Webhooks\n class BaseController < ActionController::API\n  def create\n   store\n  end\n  private\n  def store\n   Audit.create!(a: kind)\n  end\n end\nend",
      "app/controllers/webhooks/stock_controller.rb":
        "module Webhooks\n class StockController < BaseController\n  def create\n   super\n   Card.first\n  end\n  private\n  def kind\n   Stock.first\n  end\n end\nend",
      "app/controllers/orders_controller.rb":
        "class OrdersController < ActionController::Base\n load_and_authorize_resource\n def destroy\n  @order.destroy\n end\nend",
    };
    expect(touched('post "a", to: "webhooks/stock#create"\ndelete "b", to: "orders#destroy"', files)).toEqual({
      "webhooks/stock#create": "Audit write, Card read, Stock read",
      "orders#destroy": "Order write",
    });
  });

  it("follows services three classes deep with what they are handed by name, and leaves what a job does to the job", () => {
    const service = (name: string, body: string) =>
      `class ${name}\n attr_reader :order\n def self.call(order)\n  new(order).call\n end\n def initialize(order)\n  @order = order\n end\n def call\n  ${body}\n end\nend`;
    const files = {
      "app/services/place.rb": service(
        "Place",
        "order.update!(a: 1)\n  Reserve.new(order).call\n  AuditJob.perform_later(1)",
      ),
      "app/services/reserve.rb": service("Reserve", "Stock.find(1)\n  Tell.call(order)"),
      "app/services/tell.rb": service("Tell", "Receipt.first\n  Deep.call(order)"),
      "app/services/deep.rb": service("Deep", "Card.find(1)"),
      "app/jobs/audit_job.rb": "class AuditJob < ApplicationJob\n def perform\n  Audit.create!(a: 1)\n end\nend",
    };
    expect(action("Place.call(Order.find(1))", "", files)).toBe("Line write, Order write, Receipt read, Stock read");
  });

  it("says that it does not know a gem's actions or a controller that is not here", () => {
    const files = {
      "app/controllers/sessions_controller.rb": "class SessionsController < Devise::SessionsController\nend",
    };
    expect(touched('get "a", to: "gone#index"\nget "b", to: "sessions#new"', files)).toEqual({
      "gone#index": null,
      "sessions#new": null,
    });
  });

  it("names the line of the first write, else of the first read", () => {
    const { rows } = draw('get "a", to: "shop#show"', {
      ...MODELS,
      "app/controllers/shop_controller.rb":
        "class ShopController < ActionController::Base\n def show\n  Card.first\n  Card.last.touch\n  Card.first.destroy\n end\nend",
    });
    expect(rows[0]?.detail.touches).toEqual([
      { model: "Card", table: "cards", mode: "write", path: "app/controllers/shop_controller.rb", line: 4 },
    ]);
  });
});
