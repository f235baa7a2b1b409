/** The reference, the rows, the doc comments and Kraken's documentation must say the same. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { calls } from "./wire/documented.ts";
import type { Documented } from "./wire/documented.ts";

const script = fileURLToPath(new URL("../../../scripts/reference.mjs", import.meta.url));
const run = (option: string): ReturnType<typeof spawnSync> =>
  spawnSync(process.execPath, [script, option], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });

/** What the doc comment of a method says. */
interface Told {
  readonly name: string;
  readonly summary: string;
  readonly http: string;
  readonly permission?: string;
  readonly cost?: string;
  readonly link: string;
  readonly params: readonly { readonly name: string; readonly required: boolean }[];
}
interface Read {
  readonly problems: readonly string[];
  readonly clients: readonly {
    readonly client: string;
    readonly sections: readonly { readonly files: readonly { readonly calls: readonly Told[] }[] }[];
  }[];
}

const read = JSON.parse(String(run("--json").stdout)) as Read;
const told = new Map(
  read.clients.flatMap(({ client, sections }) =>
    sections.flatMap(({ files }) =>
      files.flatMap((file) => file.calls.map((call) => [`${client}.${call.name}`, call])),
    ),
  ) as [string, Told][],
);

test("pages are up to date, and rows, methods and comments agree", () => {
  const { status, stderr, stdout } = run("--check");
  expect(`${String(stderr)}${String(stdout)}`).toBe("reference: 271 calls, 5 files, 0 problems\n");
  expect(status).toBe(0);
}, 60_000);

/** The permission of a call in our words. */
function permissionOf({ signing, permission, name }: Documented): string | undefined {
  if (signing === "none") return "no credentials";
  if (signing === "oauth-basic") return "client id and secret";
  if (permission === undefined) return undefined;
  if (name === "checkApiKeyV3") return "any permission";
  return permission
    .replace(/^None.*/, "any key")
    .replace(/^scope (.*)/, "scope `$1`")
    .replace(" transfer (withdrawal) access", " transfer access");
}

/** Every number in a text about costs. */
const numbers = (text: string | undefined): string[] => text?.match(/\d+/g) ?? [];

describe.each(calls.map((call) => [`${call.client}.${call.name}`, call] as const))("%s", (title, call) => {
  const comment = told.get(title) as Told;

  test("is explained as Kraken documents it", () => {
    const { http, permission, link, summary } = comment;
    expect({ http, permission, link }).toEqual({
      http: `${call.verb} ${call.path}`,
      permission: permissionOf(call),
      link: call.docs,
    });
    expect(summary).toMatch(/^[A-Z].*[.…]$/);
  });

  if (/^\d+$/.test(call.rateCost ?? ""))
    test("costs what Kraken says", () => {
      expect(numbers(comment.cost)).toEqual([call.rateCost]);
    });
});
