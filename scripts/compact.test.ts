import { expect, test } from "vitest";
import { compactCode, compactDeclarations } from "./compact.mjs";

const program = `
// #region a
const pattern = /* @__PURE__ */ new RegExp("a  b");
/* @__NO_SIDE_EFFECTS__ */
function made(first, second) { return { first, second }; }
export class Counter {
  #state = 0;
  #advance(amount) { this.#state += amount; return this; }
  up() { return this.#advance(2); }
  get state() { return this.#state; }
}
export { made, pattern };
export const named = [Counter.name, made.name, "\\u2026"];
export const failing = () => { throw new Error(\`two
lines\`); };
`;

test("code gets shorter, keeps its marks and the names a stack trace shows, and does the same", async () => {
  const code = await compactCode(program, true);
  expect(code.length).toBeLessThan(program.length * 0.8);
  expect(code).toMatch(/\/\* @__PURE__ \*\/ ?new RegExp/);
  expect(code).toContain("@__NO_SIDE_EFFECTS__");
  expect(code).not.toMatch(/region|…|amount|#state/);
  expect(code.match(/#advance\b/g)).toHaveLength(2);
  const loaded = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Record<string, never>;
  const { Counter, failing, made, named, pattern } = loaded as unknown as {
    Counter: new () => { up(): { up(): { state: number } } };
    failing: () => never;
    made: (first: number, second: number) => unknown;
    named: string[];
    pattern: RegExp;
  };
  expect(new Counter().up().up().state).toBe(4);
  expect(named).toEqual(["Counter", "made", "…"]);
  expect(made(1, 2)).toEqual({ first: 1, second: 2 });
  expect(pattern.test("a  b")).toBe(true);
  expect(failing).toThrow("two\nlines");
});

test("CommonJS does without the marks: nobody leaves out parts of it", async () => {
  const code = await compactCode('const made = /* @__PURE__ */ require("node:path"); exports.sep = made.sep;', false);
  expect(code.trim()).toBe('const made=require("node:path");exports.sep=made.sep;');
});

const declarations = `import { T } from "other";
//#region src/a.d.ts
/**
* Counts,   and
* says how far.
*/
declare class Counter {
    #private;
    /** How far. */
    readonly state: number;
}
declare class Hidden {}
interface Both {}
declare const Both: Both;
declare const one: 1, two: 2;
type Shape = Hidden | T;
interface Inner$1 {}
//#endregion
export { Both, type Counter, type Inner$1 as Inner, type Shape, one };
`;

test("declarations export the same things, as types only where they were, and keep their documentation", () => {
  expect(compactDeclarations(declarations)).toBe(`import { T } from "other";
/**
* Counts,   and
* says how far.
*/
declare class Counter {
 #private;
 /** How far. */
 readonly state: number;
}
declare class Hidden {}
export interface Both {}
export declare const Both: Both;
declare const one: 1, two: 2;
export type Shape = Hidden | T;
interface Inner$1 {}
export { type Counter, type Inner$1 as Inner, one };
`);
});

test("what was not exported stays so: without a list, all of a declaration file would be", () => {
  expect(compactDeclarations("interface A {}\ninterface B {}\nexport { type A };\n")).toBe(
    "export interface A {}\ninterface B {}\nexport {  };\n",
  );
});
