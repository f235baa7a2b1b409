/** Custody (legacy): tasks and activities. Superseded by the Custody External API. */
import type { CallOptions, Routes } from "../route.ts";
import type {
  CustodyError,
  CustodyErrorsAnswer,
  CustodyFilters,
  CustodyOrdering,
  CustodyPagination,
} from "./custody-vaults.ts";
import { numericRead } from "./rows.ts";

export interface CustodyTasks {
  /**
   * Tasks, filtered, ordered and page by page.
   *
   * `POST /0/private/ListCustodyTasks` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/institutional/api-reference/custody-rest
   */
  listCustodyTasks(params?: CustodyTasksParams, options?: CallOptions): Promise<CustodyPageAnswer<CustodyTask>>;
  /**
   * One task with everything known about it.
   *
   * `POST /0/private/GetCustodyTask` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/api-reference/tasks/get-task-by-id
   */
  getCustodyTaskbyId(params: CustodyTaskParams, options?: CallOptions): Promise<CustodyErrorsAnswer<CustodyTaskDetail>>;
  /**
   * What happened to tasks, filtered, ordered and page by page.
   *
   * `POST /0/private/ListCustodyActivities` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/api-reference/tasks/list-activities
   */
  listCustodyActivities(
    params?: CustodyActivitiesParams,
    options?: CallOptions,
  ): Promise<CustodyPageAnswer<CustodyActivity>>;
  /**
   * One activity with its task.
   *
   * `POST /0/private/GetCustodyActivity` · legacy custody counter, at most 10 per rolling 10 s · https://docs.kraken.com/api-reference/tasks/get-activity-by-id
   */
  getCustodyActivitybyId(
    params: CustodyActivityParams,
    options?: CallOptions,
  ): Promise<CustodyErrorsAnswer<CustodyActivity>>;
}

export const custodyTasks: Routes<CustodyTasks> = {
  listCustodyTasks: numericRead("/0/private/ListCustodyTasks"),
  getCustodyTaskbyId: numericRead("/0/private/GetCustodyTask", "id", { inQuery: "id" }),
  listCustodyActivities: numericRead("/0/private/ListCustodyActivities"),
  getCustodyActivitybyId: numericRead("/0/private/GetCustodyActivity", "id", { inQuery: "id" }),
};

export interface CustodyTasksParams {
  /** Which tasks; all when left out. */
  readonly filters?: CustodyFilters<CustodyTaskCondition> | undefined;
  /** Which page. */
  readonly pagination?: CustodyPagination | undefined;
  /** In which order, the first entry counting most. */
  readonly orderings?:
    | readonly CustodyOrdering<"id" | "vault_id" | "state" | "created_at" | "updated_at" | "expires_at">[]
    | undefined;
}

/** The kinds of task that legacy custody knows. */
export type CustodyTaskAction =
  | "update_withdrawal_addresses"
  | "request_withdrawal"
  | "create_vault"
  | "update_group_users"
  | "update_role_users"
  | "update_vault_users"
  | "update_domain_policies"
  | "update_vault_policies"
  | "create_users"
  | "update_vault"
  | "update_status_users"
  | "request_transfer_to_spot"
  | "create_group"
  | "update_permission_users"
  | "create_api_users"
  | "update_api_users"
  | "update_vaults_users"
  | "request_allocation"
  | "request_deallocation";

/** Where a task stands. */
export type CustodyTaskState = "pending" | "approved" | "denied" | "canceled" | "expired" | "executed" | "failed";

/** A condition on tasks. */
export type CustodyTaskCondition =
  | CustodyEquals<"id" | "approval_id" | "vault_id" | "created_at" | "updated_at" | "expires_at", string | number>
  | CustodyEquals<"scope", "domain" | "vault">
  | CustodyEquals<"state", CustodyTaskState>
  | CustodyEquals<"action", CustodyTaskAction>
  | CustodyEquals<"current_user_decision", "approved" | "denied" | "undecided">;

/** A column and the values it may have. */
export interface CustodyEquals<Column extends string, Value> {
  /** The column. */
  readonly by: Column;
  /** How to compare. */
  readonly type: "equals";
  /** What to compare with; one match is enough. */
  readonly values: readonly Value[];
}

export interface CustodyTaskParams {
  /** The task, `T` and 13 base32 characters, or the uuid of its approval; travels in the query and is signed with the path. */
  readonly id: string;
}

export interface CustodyActivitiesParams {
  /** Which activities; all when left out. */
  readonly filters?: CustodyFilters<CustodyActivityCondition> | undefined;
  /** Which page. */
  readonly pagination?: CustodyPagination | undefined;
  /** In which order. */
  readonly orderings?: readonly CustodyOrdering<"activity_created_at">[] | undefined;
}

/** What can happen to a task. */
export type CustodyActivityAction =
  | "created"
  | "review_approved"
  | "review_denied"
  | "canceled"
  | "executed"
  | "failed"
  | "expired";

/** A condition on activities; an activity's `id` is `A` and 13 base32 characters. */
export type CustodyActivityCondition =
  | CustodyEquals<"id" | "vault_id" | "task_id" | "approval_id" | "created_at" | "user", string | number>
  | CustodyEquals<"scope", "domain" | "vault">
  | CustodyEquals<"task_action", CustodyTaskAction>
  | CustodyEquals<"activity_action", CustodyActivityAction>;

export interface CustodyActivityParams {
  /** The activity, `A` and 13 base32 characters; travels in the query and is signed with the path. */
  readonly id: string;
}

/** A page of a legacy custody list. */
export interface CustodyPageAnswer<Entry> {
  result?: Entry[] | null;
  /** Empty or warnings; a call that failed rejects. */
  errors: CustodyError[];
  /** Number of entries skipped. */
  start: number;
  /** Number of entries on all pages. */
  total: number;
}

/** Who did something, and from where. */
export interface CustodyActor {
  full_name?: string | null;
  role?: "admin" | "initiator" | "reviewer" | "auditor" | (string & {}) | null;
  ip_address?: string | null;
  iiban?: string | null;
}

export interface CustodyTask {
  id: string;
  approval_id: string;
  type: string;
  state: CustodyTaskState | (string & {});
  vault_info?: { id: string; name: string; status: string };
  /** What the task does; depends on `type`. */
  payload?: Record<string, unknown>;
  created_at: string;
  updated_at: string;
  expires_at: string;
  initiator: CustodyActor;
  can_review?: boolean;
  current_user_decision?: "approved" | "denied" | "undecided" | (string & {});
  reviewer_statistics?: { current_count: number; approved: number; denied: number; undecided: number };
}

/** A task by id; depending on its type there are further fields. */
export interface CustodyTaskDetail extends CustodyTask {
  [field: string]: unknown;
}

export interface CustodyActivity {
  id: string;
  created_at: string;
  type: CustodyActivityAction | (string & {});
  comment?: string | null;
  user: CustodyActor;
  task: CustodyTask;
}
