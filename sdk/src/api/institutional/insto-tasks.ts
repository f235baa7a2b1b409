/** Custody External API: tasks, the approvals behind every change. */
import type { CallOptions, Routes } from "../route.ts";
import { instoRead, instoWrite } from "./rows.ts";

export interface InstoTasks {
  /**
   * Tasks of an organisation, page by page.
   *
   * `GET /v0/insto/custody/tasks` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/list-tasks
   */
  listInstoCustodyTasks(params?: InstoCustodyTasksParams, options?: CallOptions): Promise<InstoCustodyTasks>;
  /**
   * One task with its instructions and what happened to it.
   *
   * `GET /v0/insto/custody/tasks/{task_id}` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/get-task-by-id
   */
  getInstoCustodyTask(params: InstoCustodyTaskParams, options?: CallOptions): Promise<InstoCustodyTaskDetail>;
  /**
   * Proposes a task; its instructions run once enough reviewers have approved it.
   *
   * `POST /v0/insto/custody/tasks` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/create-task
   */
  createInstoCustodyTask(
    params: CreateInstoCustodyTaskParams,
    options?: CallOptions,
  ): Promise<InstoCustodyTaskReference>;
  /**
   * Approves or denies a task; refused with HTTP 403 to anyone who is not a reviewer or has voted.
   *
   * `POST /v0/insto/custody/tasks/{task_id}/review` · 200 calls per 30 s per IP · https://docs.kraken.com/api-reference/custody-external-api/review-task
   */
  reviewInstoCustodyTask(
    params: ReviewInstoCustodyTaskParams,
    options?: CallOptions,
  ): Promise<{ state: InstoCustodyTaskState }>;
}

export const instoTasks: Routes<InstoTasks> = {
  listInstoCustodyTasks: instoRead("/v0/insto/custody/tasks"),
  getInstoCustodyTask: instoRead("/v0/insto/custody/tasks/{task_id}", "task_id"),
  createInstoCustodyTask: instoWrite("/v0/insto/custody/tasks", "instructions"),
  reviewInstoCustodyTask: instoWrite("/v0/insto/custody/tasks/{task_id}/review", "task_id type"),
};

export interface InstoCustodyTasksParams {
  /** Organisation to list. Default: the caller's own. */
  readonly org_iiban?: string | undefined;
  /** Tasks per page. Default 100. */
  readonly limit?: number | undefined;
  /** Tasks to skip. Default 0. */
  readonly offset?: number | undefined;
  /** Further filters and the ordering column, under the names Kraken gives you; several values of one filter are alternatives. */
  readonly [filter: string]: string | number | boolean | readonly string[] | undefined;
}

export interface InstoCustodyTaskParams {
  /** The task: `T` and 13 characters. */
  readonly task_id: string;
}

export interface CreateInstoCustodyTaskParams {
  /** What the task does once approved, in order. */
  readonly instructions: readonly InstoCustodyInstruction[];
  /** Organisation to act for. Default: the caller's own. */
  readonly org_iiban?: string | undefined;
  /** Seconds until the task expires unapproved. */
  readonly duration_seconds?: number | undefined;
}

/** One instruction; which fields apply depends on `type`. */
export interface InstoCustodyInstruction {
  /** Kind of instruction. */
  readonly type: "request_withdrawal" | (string & {});
  /** Version of this kind of instruction, as documented with it. */
  readonly version: string | number;
  /** What the instruction is for, shown to reviewers. */
  readonly intent?: { readonly label: string; readonly categories: readonly string[] } | undefined;
  /** The user the instruction is about. */
  readonly user?: unknown;
  /** Free text for the reviewers. */
  readonly reason?: string | undefined;
  /** Changes of policies. */
  readonly operations?: readonly { readonly type: "add" | (string & {}); readonly policy: unknown }[] | undefined;
  /** Vault to act on: `V` and 13 characters. */
  readonly vault_id?: string | undefined;
  /** Kind of operation within the instruction. */
  readonly operation_type?: string | undefined;
  /** Organisation the instruction is about. */
  readonly org_iiban?: string | undefined;
  /** User the instruction is about. */
  readonly user_iiban?: string | undefined;
  /** For withdrawals: the quote from `createInstoCustodyWithdrawalFeeQuote`. */
  readonly fee_quote_id?: string | undefined;
  /** The rest of the payload of this kind of instruction. */
  readonly [field: string]: unknown;
}

export interface ReviewInstoCustodyTaskParams {
  /** The task: `T` and 13 characters. */
  readonly task_id: string;
  /** The decision. */
  readonly type: "approve" | "deny";
  /** Free text kept with the decision. */
  readonly comment?: string | undefined;
}

/** Where a task stands. */
export type InstoCustodyTaskState =
  | "pending"
  | "approved"
  | "rejected"
  | "canceled"
  | "expired"
  | "failed"
  | "executed"
  | (string & {});

/** A page of tasks; the fields that describe the page are not documented. */
export interface InstoCustodyTasks {
  result: InstoCustodyTask[];
  [page: string]: unknown;
}

/** Who did something, and from where. */
export interface InstoCustodyActor {
  full_name: string;
  role: string;
  ip_address: string;
  iiban: string;
}

/** Groups of reviewers, each with its own quorum. */
export interface InstoCustodySubquorums {
  groups: {
    id: string;
    required: number;
    members: { iiban: string; full_name: string; email: string; role: string }[];
  }[];
}

export interface InstoCustodyTask {
  id: string;
  type: string;
  type_label: string;
  state: InstoCustodyTaskState;
  /** Unix seconds as text. */
  created_at: string;
  /** Unix seconds as text. */
  updated_at: string;
  /** Unix seconds as text. */
  expires_at: string;
  initiator: InstoCustodyActor;
  quorum_type: string;
  can_review: boolean;
  current_user_decision: "approved" | "denied" | "undecided" | (string & {});
  description?: string;
  reviewer_statistics_label: string;
  instruction_types?: string[];
  approval_id: string;
  reviewer_statistics: {
    approved: number;
    denied: number;
    undecided: number;
    current_count: number;
    required_quorum: number;
  };
  vault_info?: { id: string; name: string; status: string; subquorum_config?: InstoCustodySubquorums };
  subquorum_snapshot?: InstoCustodySubquorums;
}

export interface InstoCustodyTaskDetail extends InstoCustodyTask {
  instructions?: { type: string; [field: string]: unknown }[];
  activities: InstoCustodyTaskActivity[];
}

export interface InstoCustodyTaskActivity {
  id: string;
  user_iiban: string;
  action: string;
  state: string;
  is_pending: boolean;
  /** Unix seconds as text. */
  timestamp: string;
  user_ip: string;
  comment?: string;
  vault_id?: string;
  user: InstoCustodyActor;
}

/** A task that was just proposed. */
export interface InstoCustodyTaskReference {
  task_id: string;
  approval_id: string;
}
