/** Fragments: pieces of what only several files together say; `detect/` composes them. */
import type {
  AssociateFragment,
  CallbackFragment,
  CollectionNameFragment,
  FlowFragment,
  ModelCallFragment,
  ModelFragment,
  TableCreatorFragment,
  TableFragment,
} from "./fragments/data.js";
import type {
  EnvironmentFragment,
  EnvironmentReaderFragment,
  EnvironmentReadFragment,
} from "./fragments/environment.js";
import type { GraphqlFieldsFragment, GraphqlRootFragment } from "./fragments/graphql.js";
import type { FolderCallFragment, FolderLoaderFragment } from "./fragments/loading.js";
import type {
  AliasFragment,
  MountFragment,
  RouteFragment,
  RouteProgramFragment,
  RouterFragment,
} from "./fragments/routing.js";
import type { ShapeFragment } from "./fragments/shapes.js";
import type { ConstantFragment, LiteralFragment, OptionFragment, SettingFragment } from "./fragments/values.js";
import type {
  EnqueueFragment,
  JobFragment,
  JobStoreFragment,
  MessageFragment,
  QueueFragment,
  ScheduleFragment,
} from "./fragments/work.js";

export type * from "./fragments/data.js";
export type * from "./fragments/environment.js";
export type * from "./fragments/graphql.js";
export type * from "./fragments/loading.js";
export type * from "./fragments/routing.js";
export type * from "./fragments/shapes.js";
export type * from "./fragments/values.js";
export type * from "./fragments/work.js";

export type Fragment =
  | EnvironmentFragment
  | FlowFragment
  | FolderLoaderFragment
  | GraphqlFieldsFragment
  | GraphqlRootFragment
  | FolderCallFragment
  | EnvironmentReaderFragment
  | EnvironmentReadFragment
  | LiteralFragment
  | OptionFragment
  | RouteProgramFragment
  | RouterFragment
  | MountFragment
  | AliasFragment
  | RouteFragment
  | ModelFragment
  | ModelCallFragment
  | TableCreatorFragment
  | AssociateFragment
  | TableFragment
  | JobFragment
  | JobStoreFragment
  | EnqueueFragment
  | QueueFragment
  | ScheduleFragment
  | MessageFragment
  | ConstantFragment
  | SettingFragment
  | ShapeFragment
  | CallbackFragment
  | CollectionNameFragment;
