/** What a fixture of a Futures call is, derived from the call itself. */

type Plain = string | number | boolean | null | undefined;

/**
 * The same type with every optional field present, so that a fixture leaves nothing out.
 * Fields that a union member only declares as absent stay absent.
 */
export type Filled<T> = T extends Plain
  ? T
  : T extends readonly unknown[]
    ? { [At in keyof T]: Filled<T[At]> }
    : { [Name in keyof T as T[Name] extends undefined ? never : Name]-?: Filled<T[Name]> };

/** One call: parameters to send and an answer to receive. */
export interface Fixture<Params, Answer> {
  /** As many parameters as go together. */
  readonly params: Params;
  /** The parameters that exclude some of `params`, and other forms they can have. */
  readonly otherParams?: readonly Params[];
  readonly answer: Filled<Answer>;
  /** Other shapes the answer can have. */
  readonly otherAnswers?: readonly Answer[];
}

type ParamsOf<Call> = Call extends (...given: infer Given) => unknown ? NonNullable<Given[0]> : never;
type AnswerOf<Call> = Call extends (...given: never) => Promise<infer Answer> ? Answer : never;

/** One fixture per call. */
export type Fixtures<Calls> = {
  readonly [Name in keyof Calls]: Fixture<ParamsOf<Calls[Name]>, AnswerOf<Calls[Name]>>;
};

/** The envelope of `/derivatives` answers. */
export const success = { result: "success", serverTime: "2026-08-27T17:21:56.123Z" } as const;
