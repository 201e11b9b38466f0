/** Types of Rails routes: strong parameters, `render json:`, serializers and jbuilder, with the columns of the tables. */
import { describe, expect, it } from "vitest";
import { detectApp } from "../../src/detect/index.js";
import { shapeRoute } from "../../src/plan/shapes.js";
import { detectInputFrom } from "../detect/rails-input.js";
import { handMadeRoutes } from "../hand-made-plan.js";

const SCHEMA = `ActiveRecord::Schema.define do
  create_table "cards" do |t|
    t.string "name", null: false
    t.integer "limit_cents"
    t.bigint "user_id", null: false
    t.string "pin_digest"
    t.datetime "created_at", null: false
  end
  create_table "addresses" do |t|
    t.string "city"
  end
end`;
const BASE = {
  "Gemfile.lock": "GEM\n  specs:\n    rails (7.1.0)\n",
  "config/routes.rb":
    "Rails.application.routes.draw do\n resources :cards\n post 'cards/:id/freeze', to: 'cards#freeze'\nend",
  "db/schema.rb": SCHEMA,
  "app/models/card.rb": "class Card < ApplicationRecord\n belongs_to :user\nend",
  "app/controllers/application_controller.rb":
    "class ApplicationController < ActionController::Base\n def page = params[:page]\nend",
};

function typed(id: string, controller: string, more: Readonly<Record<string, string>> = {}) {
  const app = detectApp(detectInputFrom({ ...BASE, "app/controllers/cards_controller.rb": controller, ...more }));
  const at = app.routes.findIndex((route) => route.id === id);
  const planned = {
    ...handMadeRoutes[0]!,
    route: app.routes[at]!,
    detail: app.routeDetails[at]!,
    parameters: [{ name: "id", in: "path" as const, type: "string" }],
  };
  const cards = app.tables.find(({ name }) => name === "cards")!;
  const { request, response, parameters } = shapeRoute(app, { ...planned, request: null, response: null }, cards);
  return { request: request as Schema | null, response: response as Schema | null, parameters, detail: planned.detail };
}
interface Schema {
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

const controller = (body: string): string => `class CardsController < ApplicationController\n${body}\nend`;

describe("what an action takes", () => {
  it("is what it permits, in a method of its own, below the key that it requires", () => {
    const { request } = typed(
      "POST /cards",
      controller(
        "def create\n Card.create!(card_params)\nend\nprivate\ndef card_params\n params.require(:card).permit(:name, :limit_cents, :nickname, tags: [], address_attributes: %i[city], notes: [:text])\nend",
      ),
    );
    expect(request?.required).toEqual(["card"]);
    expect(request?.properties["card"]).toEqual({
      type: "object",
      additionalProperties: true,
      properties: {
        name: { type: "string" },
        limit_cents: { type: ["integer", "null"] },
        nickname: {},
        tags: { type: "array", items: {} },
        address_attributes: {
          type: "object",
          properties: { city: { type: ["string", "null"] } },
          additionalProperties: true,
        },
        notes: expect.objectContaining({ anyOf: expect.anything() }),
      },
    });
  });

  it("is what it reads of the body, not of the path, and names what it requires of what it permitted", () => {
    const { request } = typed(
      "POST /cards/:id/freeze",
      controller(
        "def freeze\n given = params.permit(:reason, :until)\n Card.find(params[:id]).freeze!(given.require(:reason), params.dig(:by, :name))\nend",
      ),
    );
    expect(Object.keys(request?.properties ?? {}).sort()).toEqual(["by", "reason", "until"]);
    expect(request?.required).toEqual(["reason"]);
  });

  it("is Rails 8's expect, where a list in a list is several", () => {
    const { request } = typed(
      "POST /cards",
      controller("def create\n params.expect(card: [:name, lines: [[:sku]]])\nend"),
    );
    expect(request?.properties["card"]).toMatchObject({
      properties: { lines: { type: "array", items: { properties: { sku: {} } } } },
    });
  });

  it("is the query of a GET, inherited helpers among it", () => {
    const { parameters } = typed(
      "GET /cards",
      controller("def index\n render json: Card.where(name: params[:q]).page(page)\nend"),
    );
    expect(parameters.filter((one) => one.in === "query").map(({ name }) => name)).toEqual(["q", "page"]);
  });
});

describe("what an action gives", () => {
  it("is the keys of a literal, typed where the value is, and no error", () => {
    const { response } = typed(
      "POST /cards",
      controller(
        "def create\n card = Card.create!\n render json: { id: card.id, ok: card.valid?, n: Card.count, why: 'x' }, status: :created\nrescue\n render json: { error: 'no' }, status: 422\nend",
      ),
    );
    expect(response?.properties).toEqual({
      id: {},
      ok: { type: "boolean" },
      n: { type: "integer" },
      why: { type: "string" },
    });
  });

  it("is the columns of the record, without its secrets, as as_json narrows them", () => {
    const all = typed(
      "GET /cards/:id",
      controller("def show\n card = Card.find(params[:id])\n render json: card\nend"),
    ).response;
    expect(Object.keys(all?.properties ?? {})).toEqual(["id", "name", "limit_cents", "user_id", "created_at"]);
    const some = typed(
      "GET /cards",
      controller("def index\n render json: Card.order(:id).as_json(only: %i[id name], methods: :label)\nend"),
    ).response;
    expect(some).toMatchObject({
      type: "array",
      items: { properties: { id: { type: "integer" }, name: { type: "string" }, label: {} } },
    });
  });

  it("is what the serializer lists", () => {
    const { response } = typed(
      "GET /cards",
      controller("def index\n render json: Card.all, each_serializer: CardSerializer\nend"),
      {
        "app/serializers/card_serializer.rb":
          "class CardSerializer < ActiveModel::Serializer\n attributes :id, :name\n attribute :limit_cents, key: :limit\n has_many :charges\nend",
      },
    );
    expect(response).toMatchObject({
      type: "array",
      items: { properties: { name: { type: "string" }, limit: {}, charges: { type: "array" } } },
    });
  });

  it("is what the jbuilder template and its partials write", () => {
    const { response } = typed("GET /cards", controller("def index\n @cards = Card.all\nend"), {
      "app/views/cards/index.json.jbuilder":
        "json.total @cards.count\njson.cards @cards do |card|\n json.partial! 'card', card: card\n json.mine true\nend",
      "app/views/cards/_card.json.jbuilder":
        "json.extract! card, :id, :name\njson.owner do\n json.email card.user.email\nend",
    });
    expect(response).toMatchObject({
      properties: {
        total: { type: "integer" },
        cards: {
          type: "array",
          items: { properties: { mine: { type: "boolean" }, owner: { properties: { email: {} } } } },
        },
      },
    });
  });

  it("is a page where the action shows a template of HTML and says nothing else, its own or an inherited one", () => {
    const show = (path: string, body = "@card = Card.find(params[:id])") => {
      const { detail, response } = typed("GET /cards", controller(`def index\n ${body}\nend`), {
        [path]: "<p>Hello</p>",
      });
      return [detail.page ?? null, response];
    };
    expect(show("app/views/cards/index.html.erb")).toEqual(["app/views/cards/index.html.erb", null]);
    expect(show("app/views/application/index.html.slim")).toEqual(["app/views/application/index.html.slim", null]);
    expect(show("app/views/cards/index.text.erb")[0]).toBeNull();
    expect(show("app/views/cards/index.html.erb", "render json: { a: 1 }")[0]).toBeNull();
  });

  it("is not known where nothing tells", () => {
    expect(typed("GET /cards", controller("def index\n render json: found\nend")).response).toBeNull();
  });
});
