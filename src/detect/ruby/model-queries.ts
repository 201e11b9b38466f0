/** Knows what calls mean on models and their relations: which keep the model, read rows, write them. */
import type { ModelClass } from "./model-classes.js";

/** Calls that leave the model, or a relation of it, what it is. */
export const SAME = new Set(
  `where not find find_by find_by! first first! last last! take order limit distinct unscoped new build all includes joins eager_load
  preload left_joins left_outer_joins find_or_create_by find_or_create_by! find_or_initialize_by create create! lock rewhere merge
  select group having or tap reload first_or_create first_or_create! find_each sole none with_deleted with_discarded readonly
  unscope reorder offset references includes create_or_find_by create_or_find_by! becomes itself presence in_batches`
    .trim()
    .split(/\s+/),
);

export function isEnumValue(model: ModelClass, value: string): boolean {
  return upwards(model, ({ fragment }) => fragment.enumValues?.includes(value) === true);
}

export function staysHere(model: ModelClass, link: string): boolean {
  return SAME.has(link) || isScope(model, link);
}

/** A scope of its own or above, or of its enums: `open`, `not_open`. */
export const isScope = (model: ModelClass, link: string): boolean =>
  upwards(
    model,
    ({ fragment }) =>
      fragment.scopes?.includes(link) === true || fragment.enumValues?.includes(link.replace(/^not_/, "")) === true,
  );

/** Associations that are written together with the model. */
export function nestedIn(model: ModelClass): readonly string[] {
  const found: string[] = [];
  for (let at: ModelClass | null = model; at !== null; at = at.parent) {
    found.push(...at.fragments.flatMap(({ fragment }) => fragment.nested ?? []));
  }
  return found;
}

function upwards(model: ModelClass, holds: (one: ModelClass["fragments"][number]) => boolean): boolean {
  for (let at: ModelClass | null = model; at !== null; at = at.parent) if (at.fragments.some(holds)) return true;
  return false;
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** https://guides.rubyonrails.org/active_record_basics.html and the bulk methods of its persistence module. */
export const WRITING = words(`
  create create! save save! update update! update_all update_attribute update_attribute! update_attributes update_attributes!
  update_column update_columns delete delete! delete_all delete_by destroy destroy! destroy_all destroy_by insert insert! insert_all
  insert_all! upsert upsert_all increment! decrement! toggle! touch touch_all update_counters increment_counter decrement_counter
  reset_counters find_or_create_by find_or_create_by! create_or_find_by create_or_find_by! first_or_create first_or_create! import
  import! bulk_import << push append concat replace clear discard discard! undiscard undiscard! soft_delete really_destroy! restore!
  add_role remove_role`);
/** Those of them that give back one row. */
export const MAKES_ROW = words(`
  create create! find_or_create_by find_or_create_by! create_or_find_by create_or_find_by! first_or_create first_or_create! save
  find find_by find_by! find_sole_by sole first first! second third last last! take take! new build find_or_initialize_by
  first_or_initialize becomes find_signed find_signed! sample`);
export const READING = words(`
  exists? pluck ids pick count sum average minimum maximum any? none? many? empty? size length each map collect flat_map each_with_index
  each_with_object find_each find_in_batches in_batches to_a reload find_by_sql count_by_sql present? blank? group_by index_by
  select reject sort_by includes? include? to_json as_json cache_key policy_scope accessible_by page paginate per search ransack`);
/** What a class tells of itself without a look at its rows. */
export const METADATA =
  /^(class|name|to_s|model_name|table_name|human_\w+|columns?(_\w+)?|column_names|attribute_names|primary_key|reflect\w*|connection\w*|transaction|arel_table|sanitize_sql\w*|i18n_scope|instance_methods?|respond_to\?|method_defined\?|is_a\?|to_sym|underscore|const_get|constants|send|public_send|logger|authorize|present|decorate|===|==|descendants|subclasses|with_options|delay|policy_class|\w+_(types|statuses|options|names|kinds|modes|states)|statuses|states|types|kinds|roles)$/;
