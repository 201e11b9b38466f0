/** Knows the macros of Rails and of common gems that add associations, as data. */
import type { AssociationFact } from "../../../../model/fragments.js";

type Kind = AssociationFact["kind"];

export interface MacroRow {
  readonly kind: Kind;
  /** `*` stands for the macro's first argument, `?` for its singular. */
  readonly name: string;
  /** Null: said by the name, as for a plain association; "self": the class itself; "+X": a class nested in it. */
  readonly target: string | null;
  readonly through?: string;
  readonly source?: string;
  readonly polymorphic?: boolean;
  /** Only where this keyword or symbol is given. */
  readonly when?: string;
}

const many = (name: string, target: string | null, more: Partial<MacroRow> = {}): MacroRow => ({
  kind: "has-many",
  name,
  target,
  ...more,
});
const one = (name: string, target: string | null, more: Partial<MacroRow> = {}): MacroRow => ({
  kind: "has-one",
  name,
  target,
  ...more,
});
const belongs = (name: string, target: string | null, more: Partial<MacroRow> = {}): MacroRow => ({
  kind: "belongs-to",
  name,
  target,
  ...more,
});

const TREE = [belongs("parent", "self"), many("children", "self")];
const TAGS = [
  many("taggings", "ActsAsTaggableOn::Tagging"),
  many("base_tags", "ActsAsTaggableOn::Tag", { through: "taggings", source: "tag" }),
];

/** By macro name. Each row was read in the gem's own source. */
export const ASSOCIATION_MACROS: Readonly<Record<string, readonly MacroRow[]>> = {
  // https://github.com/rails/rails/blob/main/activestorage/lib/active_storage/attached/model.rb
  has_one_attached: [
    one("*_attachment", "ActiveStorage::Attachment"),
    one("*_blob", "ActiveStorage::Blob", { through: "*_attachment", source: "blob" }),
  ],
  has_many_attached: [
    many("*_attachments", "ActiveStorage::Attachment"),
    many("*_blobs", "ActiveStorage::Blob", { through: "*_attachments", source: "blob" }),
  ],
  has_rich_text: [one("rich_text_*", "ActionText::RichText")],
  delegated_type: [belongs("*", null, { polymorphic: true })],
  acts_as_taggable: [...TAGS, ...tagContext("tags")],
  acts_as_ordered_taggable: [...TAGS, ...tagContext("tags")],
  acts_as_taggable_on: TAGS,
  acts_as_ordered_taggable_on: TAGS,
  // https://github.com/mailboxer/mailboxer/blob/master/lib/mailboxer/models/messageable.rb
  acts_as_messageable: [many("messages", "Mailboxer::Message"), many("receipts", "Mailboxer::Receipt")],
  // https://github.com/ErwinM/acts_as_tenant/blob/master/lib/acts_as_tenant/model_extensions.rb
  acts_as_tenant: [belongs("*", null)],
  has_paper_trail: [many("versions", "PaperTrail::Version")],
  audited: [many("audits", "Audited::Audit")],
  acts_as_votable: [many("votes_for", "ActsAsVotable::Vote")],
  acts_as_voter: [many("votes", "ActsAsVotable::Vote")],
  acts_as_commentable: [many("comments", "Comment")],
  acts_as_tree: TREE,
  acts_as_nested_set: TREE,
  has_closure_tree: TREE,
  rolify: [{ kind: "many-to-many", name: "roles", target: "Role" }],
  friendly_id: [many("slugs", "FriendlyId::Slug", { when: "history" })],
  translates: [many("translations", "+Translation")],
  visitable: [belongs("visit", "Ahoy::Visit")],
  acts_as_follower: [many("follows", "Follow")],
  acts_as_followable: [many("followings", "Follow")],
  acts_as_favoritor: [many("favorites", "Favorite")],
  acts_as_favoritable: [many("favorited", "Favorite")],
};

/** Two associations a tag context. https://github.com/mbleigh/acts-as-taggable-on/blob/master/lib/acts-as-taggable-on/taggable/core.rb */
export function tagContext(context: string, singular = context.replace(/s$/, "")): readonly MacroRow[] {
  return [
    many(`${singular}_taggings`, "ActsAsTaggableOn::Tagging"),
    many(context, "ActsAsTaggableOn::Tag", { through: `${singular}_taggings`, source: "tag" }),
  ];
}
