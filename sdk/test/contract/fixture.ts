/** Fixtures of REST calls: the compiler sees to it that they leave nothing out. */

type Leaf = string | number | boolean | bigint | null | undefined | Blob | Uint8Array;

/** `Type` with every optional field present and at least one entry in every list, all the way down. */
export type Whole<Type> = unknown extends Type
  ? Type
  : Type extends Leaf
    ? Type
    : Type extends readonly (infer Entry)[]
      ? [Whole<Entry>, ...Whole<Entry>[]]
      : { [Name in keyof Type]-?: Whole<Type[Name]> };

type Method = (...given: never[]) => Promise<unknown>;
type ParamsOf<Call> = Call extends Method ? NonNullable<Parameters<Call>[0]> : never;
type AnswerOf<Call> = Call extends Method ? Awaited<ReturnType<Call>> : never;

/** One example of a call with all its parameters, and one answer with all its fields. */
export interface Fixture<Params = object, Answer = unknown> {
  readonly params: Params;
  /** More examples, where parameters exclude each other. */
  readonly otherParams?: readonly object[];
  readonly answer: Answer;
}

/**
 * A fixture per method of `Calls`. The methods named in `Exclusive` have parameters that exclude each other:
 * their example need not be whole, and the rest is in `otherParams`.
 */
export type Fixtures<Calls, Exclusive extends keyof Calls = never> = {
  readonly [Name in keyof Calls]: Name extends Exclusive
    ? Fixture<ParamsOf<Calls[Name]>, Whole<AnswerOf<Calls[Name]>>> & {
        readonly otherParams: readonly ParamsOf<Calls[Name]>[];
      }
    : Fixture<Whole<ParamsOf<Calls[Name]>>, Whole<AnswerOf<Calls[Name]>>>;
};
