/** Tables, accesses and transactions of Ruby code. */
import { describe, expect, it } from "vitest";
import { detectRubyAccess } from "../../../src/detect/ruby/access.js";
import { detectRubyForeignKeys } from "../../../src/detect/ruby/foreign-keys.js";
import { detectRubyTransactions } from "../../../src/detect/ruby/transactions.js";
import type { TableFragment } from "../../../src/model/fragments.js";
import { parseText } from "./read-app.js";

const MODELS: Record<string, string> = {
  "app/models/user.rb":
    "class User < ApplicationRecord\n enum status: { active: 0, blocked: 1 }\n has_many :cards\n has_one :limit\n scope :recent, -> { order(:id) }\nend",
  "app/models/card.rb":
    "class Card < ApplicationRecord\n belongs_to :user\n belongs_to :bank, foreign_key: :issuer_id\nend",
  "app/models/limit.rb": "class Limit < ApplicationRecord\n belongs_to :user\nend",
  "app/models/bank.rb": "class Bank < ApplicationRecord\n has_and_belongs_to_many :limits\nend",
};

const facts = (files: Record<string, string>) =>
  Object.entries({ ...MODELS, ...files })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => parseText(path, text));

const accesses = (code: string) => [
  ...new Set(
    detectRubyAccess(facts({ "app/services/it.rb": `class It\n def call(user, params)\n${code}\n end\nend` }))
      .filter(({ path }) => path === "app/services/it.rb")
      .map(({ table, mode }) => `${mode} ${table}`),
  ),
];

const fragments = (path: string, text: string) =>
  parseText(path, text).fragments.filter((fragment): fragment is TableFragment => fragment.kind === "table");

describe("table access", () => {
  it.each([
    ["User.where(name: 1).recent.first", ["read users"]],
    ["User.recent.update_all(x: 1)", ["write users"]],
    ["user.cards.create!(a: 1)", ["write cards"]],
    ["user.blocked!", ["write users"]],
    ["user.shout!", []],
    ["user.create_limit!(a: 1)", ["write limits"]],
    ["card = user.cards.where(x: 1).first\n card.destroy!", ["read cards", "write cards"]],
    ["@other_user.update!(x: 1)", ["write users"]],
    ['flash[:a] = "Select a card from the list"; desc "Truncate data"', []],
    ["params.delete(:x); [1].first; params[:a].first", []],
    ["User.joins(cards: :bank).pluck(:id)", ["read banks", "read cards", "read users"]],
    ['ActiveRecord::Base.connection.execute("DELETE FROM cards WHERE id = 1")', ["write cards"]],
    [
      "User.connection.select_all(<<~SQL)\n SELECT * FROM banks JOIN cards ON cards.issuer_id = banks.id WHERE x = #{params[:x]}\n SQL",
      ["read banks", "read cards"],
    ],
  ])("%s", (code, expected) => {
    expect(accesses(code)).toEqual(expected);
  });

  it("reads what a model's scopes join, and nothing of scopes that only filter", () => {
    const loan =
      'class Loan < ApplicationRecord\n belongs_to :bank\n has_many :payments, class_name: "Card"\n scope :open, -> { where(open: true) }\n scope :paid, ->(day) { joins(:bank, payments: :user).where(banks: { day: day }) }\n default_scope { includes(:payments) }\nend';
    const found = detectRubyAccess(facts({ "app/models/loan.rb": loan })).filter(({ path }) =>
      path.endsWith("loan.rb"),
    );
    expect(found.map(({ table, mode, line }) => `${mode} ${table} ${line}`)).toEqual([
      "read banks 5",
      "read cards 5",
      "read loans 5",
      "read users 5",
    ]);
  });

  it("derives foreign keys from belongs_to", () => {
    expect(detectRubyForeignKeys(facts({})).map(({ table, column, to }) => `${table}.${column} -> ${to}`)).toEqual([
      "banks_limits.bank_id -> banks",
      "banks_limits.limit_id -> limits",
      "cards.issuer_id -> banks",
      "cards.user_id -> users",
      "limits.user_id -> users",
    ]);
  });
});

describe("transactions", () => {
  it("follows calls into own methods and other classes", () => {
    const found = detectRubyTransactions(
      facts({
        "app/services/open.rb":
          "class Open\n def call(user)\n ActiveRecord::Base.transaction do\n user.update!(a: 1)\n issue(user)\n Audit.new(user).write\n end\n Bank.create!\n end\n def issue(user)\n user.cards.create!\n end\nend",
        "app/services/audit.rb": "class Audit\n def write\n log\n end\n private\n def log\n Limit.create!\n end\nend",
      }),
    );
    expect(found).toEqual([
      {
        id: "app/services/open.rb#Open#call",
        writes: ["cards", "limits", "users"],
        evidence: [{ path: "app/services/open.rb", line: 3 }],
      },
    ]);
  });

  it("takes a row lock for one, and another library's transaction for none", () => {
    const found = detectRubyTransactions(
      facts({
        "app/services/a.rb":
          "class A\n def a(user)\n user.with_lock { user.blocked! }\n end\n def b(user)\n Sentry.transaction { user.touch }\n end\nend",
      }),
    );
    expect(found.map(({ id, writes }) => [id, writes])).toEqual([["app/services/a.rb#A#a", ["users"]]]);
  });
});

describe("schemas", () => {
  it("reads db/schema.rb", () => {
    const [users, , key] = fragments(
      "db/schema.rb",
      'ActiveRecord::Schema[7.1].define(version: 1) do\n create_table "users", force: :cascade do |t|\n t.string "name", default: "x", null: false\n t.references :team, foreign_key: true\n t.timestamps\n t.index ["name"]\n end\n create_table "keys", id: :uuid, primary_key: "code" do |t|\n end\n add_foreign_key "users", "teams", column: "squad_id"\nend',
    );
    expect(users).toMatchObject({
      op: "create",
      from: "schema",
      table: "users",
      foreignKeys: [{ column: "team_id", to: "teams" }],
    });
    expect(users?.columns.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
      ["id", "bigint", false],
      ["name", "string", false],
      ["team_id", "bigint", true],
      ["created_at", "datetime", false],
      ["updated_at", "datetime", false],
    ]);
    expect(key).toMatchObject({ op: "add-foreign-key", foreignKeys: [{ column: "squad_id", to: "teams" }] });
  });

  it("replays migrations, steps back left out", () => {
    const ops = fragments(
      "db/migrate/2_x.rb",
      "class X < ActiveRecord::Migration[6.1]\n def up\n add_column :users, :age, :integer\n add_reference :users, :bank, foreign_key: { to_table: :banks }\n rename_column :users, :a, :b\n remove_columns :users, :c, :d\n create_join_table :users, :banks\n execute 'ALTER TABLE users DROP COLUMN e'\n end\n def down\n drop_table :users\n end\nend",
    ).map(({ op, table, column }) => [op, table, column ?? null]);
    expect(ops).toEqual([
      ["add-column", "users", null],
      ["add-column", "users", null],
      ["add-foreign-key", "users", null],
      ["rename-column", "users", "a"],
      ["drop-column", "users", "c"],
      ["drop-column", "users", "d"],
      ["create", "banks_users", null],
      ["drop-column", "users", "e"],
    ]);
  });

  it("reads structure.sql of PostgreSQL and MySQL", () => {
    const postgres = fragments(
      "db/structure.sql",
      "CREATE TABLE public.users (\n id bigint NOT NULL,\n name character varying DEFAULT 'x'::character varying\n);\nALTER TABLE ONLY public.cards\n ADD CONSTRAINT fk_rails_1 FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;\n",
    );
    expect(postgres.map(({ op, table }) => [op, table])).toEqual([
      ["create", "users"],
      ["add-foreign-key", "cards"],
    ]);
    const mysql = fragments(
      "db/structure.sql",
      "CREATE TABLE `cards` (\n `id` bigint NOT NULL AUTO_INCREMENT,\n `user_id` bigint NOT NULL,\n PRIMARY KEY (`id`),\n CONSTRAINT `fk_1` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)\n) ENGINE=InnoDB;\n",
    );
    expect(mysql).toMatchObject([{ table: "cards", foreignKeys: [{ column: "user_id", to: "users" }] }]);
  });
});
