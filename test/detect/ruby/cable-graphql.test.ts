/** ActionCable's channels and graphql-ruby's root types, by expectation written from their own guides. */
import { describe, expect, it } from "vitest";
import { detectMessages } from "../../../src/detect/messages.js";
import { detectRoutes } from "../../../src/detect/routes.js";
import { detectInputFrom } from "../rails-input.js";

describe("ActionCable", () => {
  it("joins channels, their streams and what is broadcast to them", () => {
    const messages = detectMessages(
      detectInputFrom({
        "app/channels/application_cable/channel.rb":
          "module ApplicationCable\n class Channel < ActionCable::Channel::Base\n end\nend",
        "app/channels/chat_channel.rb":
          'class ChatChannel < ApplicationCable::Channel\n def subscribed\n  stream_from "chat_#{params[:room]}"\n  stream_from "news"\n end\nend',
        "app/models/post.rb":
          'class Post < ApplicationRecord\n def tell\n  ActionCable.server.broadcast("chat_#{id}", a: 1)\n  ChatChannel.broadcast_to(self, a: 1)\n  Turbo::StreamsChannel.broadcast_append_to "orders"\n  Logger.broadcast("not")\n end\nend',
      }),
    );
    expect(messages.map(({ channel, direction, evidence }) => `${channel} ${direction} ${evidence[0]?.line}`)).toEqual([
      "ChatChannel consume 1",
      "ChatChannel publish 4",
      "chat_* consume 3",
      "chat_* publish 3",
      "news consume 4",
      "orders publish 5",
    ]);
  });
});

describe("graphql-ruby", () => {
  it("shows the fields of root types, their resolvers, and no other type's", () => {
    const { routes } = detectRoutes(
      detectInputFrom({
        "app/graphql/shop_schema.rb":
          "class ShopSchema < GraphQL::Schema\n query Types::QueryType\n mutation Types::MutationType\nend",
        "app/graphql/types/query_type.rb":
          "module Types\n class QueryType < Types::BaseObject\n  field :find_user, UserType, null: true do\n   argument :id, ID, required: true\n  end\n  field :raw_name, String, camelize: false\n  field :orders, resolver: Resolvers::Orders\n  def find_user(id:)\n   User.find(id)\n  end\n end\nend",
        "app/graphql/types/mutation_type.rb":
          "module Types\n class MutationType < Types::BaseObject\n  field :pay_order, mutation: Mutations::PayOrder\n end\nend",
        "app/graphql/types/user_type.rb":
          "module Types\n class UserType < Types::BaseObject\n  field :email, String\n end\nend",
        "app/graphql/resolvers/orders.rb": "module Resolvers\n class Orders < GraphQL::Schema::Resolver\n end\nend",
        "app/graphql/mutations/pay_order.rb":
          "module Mutations\n class PayOrder < GraphQL::Schema::Mutation\n end\nend",
      }),
    );
    expect(routes.map(({ id, handler }) => `${id} ${handler}`)).toEqual([
      "MUTATION payOrder Mutations::PayOrder",
      "QUERY findUser Types::QueryType#find_user",
      "QUERY orders Resolvers::Orders",
      "QUERY raw_name Types::QueryType#raw_name",
    ]);
  });
});
