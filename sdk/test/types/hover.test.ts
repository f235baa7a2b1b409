/** What editors show: pointing at a method, or typing its arguments, tells what the method does. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import typescript5 from "typescript-5";
import typescript6 from "typescript";
import { languageServer } from "../support/language-server.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = `${root}.cache/hover`;
const file = `${folder}/methods.mts`;

interface Read {
  readonly clients: readonly {
    readonly client: string;
    readonly sections: readonly {
      readonly files: readonly { readonly calls: readonly { readonly name: string; readonly summary: string }[] }[];
    }[];
  }[];
}

/** A method, what its doc comment says, and where the program calls it. */
interface Place {
  readonly title: string;
  readonly summary: string;
  /** From 0. */
  readonly line: number;
  readonly name: number;
  readonly argument: number;
}

const node = (...args: string[]) =>
  spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });

/** A program that calls every method, and the places to point at. */
function written(): { text: string; places: Place[] } {
  const { clients } = JSON.parse(node("scripts/reference.mjs", "--json").stdout) as Read;
  const lines = [`import { ${clients.map(({ client }) => client).join(", ")} } from "krakenkit";`];
  const places = clients.flatMap(({ client, sections }) => {
    const start = `new ${client}().`;
    const calls = sections.flatMap(({ files }) => files.flatMap((each) => each.calls));
    return calls.map(({ name, summary }) => {
      lines.push(`${start}${name}();`);
      const argument = start.length + name.length + 1;
      return { title: `${client}.${name}`, summary, line: lines.length - 1, name: start.length + 1, argument };
    });
  });
  return { text: `${lines.join("\n")}\n`, places };
}

let text = "";
let places: Place[] = [];

beforeAll(() => {
  expect(node("scripts/build.mjs", "--if-needed").status).toBe(0);
  ({ text, places } = written());
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions: { module: "nodenext", strict: true } }));
  expect(places).toHaveLength(271);
}, 180_000);

const oneLine = (shown: string): string => shown.replace(/\s+/g, " ");

/** The methods of which an editor does not show what they do. */
const silent = (shown: readonly (string | undefined)[]): string[] =>
  places.filter(({ summary }, at) => !oneLine(shown[at] ?? "").includes(summary)).map(({ title }) => title);

describe.each([
  ["5.9", typescript5 as unknown as typeof typescript6],
  ["6.0", typescript6],
])("TypeScript %s", (version, ts) => {
  test("shows each method's summary on hover and beside its arguments", () => {
    expect(ts.version).toContain(version);
    const options = {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
    };
    const service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => [file],
      getScriptVersion: () => "1",
      getScriptSnapshot: (path) =>
        ts.sys.fileExists(path) ? ts.ScriptSnapshot.fromString(readFileSync(path, "utf8")) : undefined,
      getCurrentDirectory: () => folder,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      directoryExists: ts.sys.directoryExists,
      realpath: ts.sys.realpath as (path: string) => string,
    });
    const starts = text.split("\n").reduce<number[]>((all, line) => [...all, (all.at(-1) ?? 0) + line.length + 1], [0]);
    const at = (line: number, column: number): number => (starts[line] as number) + column;
    const hovers = places.map(({ line, name }) => {
      const info = service.getQuickInfoAtPosition(file, at(line, name));
      return ts.displayPartsToString(info?.documentation);
    });
    expect(silent(hovers)).toEqual([]);
    const helps = places.map(({ line, argument }) => {
      const help = service.getSignatureHelpItems(file, at(line, argument), undefined);
      return ts.displayPartsToString(help?.items[0]?.documentation);
    });
    expect(silent(helps)).toEqual([]);
    service.dispose();
  }, 180_000);
});

test("TypeScript 7.0 shows each method's summary on hover and beside its arguments", async () => {
  const server = languageServer(`${root}node_modules/typescript-7/bin/tsc`, "--lsp", "--stdio");
  const uri = pathToFileURL(file).href;
  const textDocument = { uri };
  const contentFormat = ["plaintext"];
  const capabilities = {
    textDocument: {
      hover: { contentFormat },
      signatureHelp: { signatureInformation: { documentationFormat: contentFormat } },
    },
  };
  try {
    await server.request("initialize", { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities });
    server.notify("initialized", {});
    server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text } });
    const shown = async (method: string, column: (place: Place) => number): Promise<string[]> => {
      const answers = places.map((place) =>
        server.request(method, { textDocument, position: { line: place.line, character: column(place) } }),
      );
      return (await Promise.all(answers)).map((answer) => JSON.stringify(answer).replace(/\\n/g, " "));
    };
    expect(silent(await shown("textDocument/hover", ({ name }) => name)).map(String)).toEqual([]);
    expect(silent(await shown("textDocument/signatureHelp", ({ argument }) => argument))).toEqual([]);
  } finally {
    server.stop();
  }
}, 180_000);
