/** What a fixture of a call is, derived from the call itself. */

/** The same type with every optional field present, so that a fixture leaves nothing out. */
export type Filled<T> = T extends string | number | boolean | null | undefined | ArrayBuffer
  ? T
  : { [Name in keyof T]-?: Filled<T[Name]> };

/** One call: parameters to send and an answer to receive. */
export interface Fixture<Params, Answer, Complete = Answer> {
  /** As many parameters as go together. */
  readonly params: Params;
  /** The parameters that exclude some of `params`. */
  readonly otherParams?: readonly Params[];
  readonly answer: Complete;
  /** Other shapes the answer can have. */
  readonly otherAnswers?: readonly Answer[];
}

type ParamsOf<Call> = Call extends (params: infer Params, ...rest: never) => unknown ? NonNullable<Params> : never;
type AnswerOf<Call> = Call extends (...given: never) => Promise<infer Answer> ? Answer : never;

/**
 * One fixture per call. The answers of `Split` calls have fields that never come together, so theirs are spread over
 * several objects; all other answers have every field.
 */
export type Fixtures<Calls, Split extends keyof Calls = never> = {
  readonly [Name in keyof Calls]: Fixture<
    ParamsOf<Calls[Name]>,
    AnswerOf<Calls[Name]>,
    Name extends Split ? AnswerOf<Calls[Name]> : Filled<AnswerOf<Calls[Name]>>
  >;
};
