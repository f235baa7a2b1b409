/** Makes built files smaller without changing what they mean: installed bytes are read, parsed and kept in memory. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { minify } from "terser";

/** By these a bundler knows what may be left out when nobody uses it; minifiers tend to drop them. */
const marks = (text) => text.match(/[@#]__(?:PURE|NO_SIDE_EFFECTS)__/g)?.length ?? 0;

/** The private names of a program, in the order in which they are written. */
function privateNames(text) {
  const source = ts.createSourceFile("index.js", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const names = [];
  const visit = (node) => {
    if (ts.isPrivateIdentifier(node))
      names.push({ text: node.text, at: node.getStart(), method: ts.isMethodDeclaration(node.parent) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** Gives private methods their names back, without which a stack trace says little. */
function namedMethods(text, original) {
  const before = privateNames(original);
  const after = privateNames(text);
  if (before.length !== after.length) throw new Error("private names got lost");
  // Short names might be those that something else was given.
  const methods = new Set(before.filter(({ text, method }) => method && text.length > 3).map(({ text }) => text));
  for (const [index, name] of [...after.entries()].reverse()) {
    const { text: wanted } = before[index];
    if (methods.has(wanted)) text = text.slice(0, name.at) + wanted + text.slice(name.at + name.text.length);
  }
  return text;
}

/**
 * JavaScript without white space and with short names for variables and private fields. Names of functions, classes and
 * methods stay, since stack traces are read, and so do lines short enough to point at.
 */
export async function compactCode(text, module) {
  // Nobody leaves out parts of CommonJS.
  const original = module ? text : text.replaceAll(/\/\* @__\w+__ \*\/ ?/g, "");
  const { code = "" } = await minify(original, {
    module,
    compress: false,
    mangle: { module: false, toplevel: false, keep_fnames: true, keep_classnames: true },
    ecma: 2020,
    // Text beyond ASCII would make an engine keep the whole file at two bytes a character.
    format: { comments: /__NO_SIDE_EFFECTS__/, preserve_annotations: true, max_line_len: 240, ascii_only: true },
  });
  const kept = [marks(original), marks(code)];
  if (kept[0] !== kept[1]) throw new Error(`${kept[0]} marks for bundlers went in, ${kept[1]} came out`);
  return `${namedMethods(code, original)}\n`;
}

/**
 * Declarations without region comments and deep indents, and with `export` where a thing is declared rather than in a list
 * that says every name again. Documentation stays word for word.
 */
export function compactDeclarations(text) {
  const source = ts.createSourceFile("index.d.ts", text, ts.ScriptTarget.Latest, true);
  const declared = new Map();
  for (const statement of source.statements) {
    const names = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
    // Exporting a statement exports all it declares.
    const name = names.length === 1 ? names[0].name?.text : undefined;
    if (name !== undefined) declared.set(name, [...(declared.get(name) ?? []), statement]);
  }
  const edits = [];
  for (const statement of source.statements) {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier || !statement.exportClause?.elements) continue;
    const kept = statement.exportClause.elements.filter((entry) => {
      const found = declared.get(entry.name.text);
      if (entry.propertyName || found === undefined) return true;
      const values = found.some((each) => !ts.isInterfaceDeclaration(each) && !ts.isTypeAliasDeclaration(each));
      // A class listed as a type only must not become a value.
      if (entry.isTypeOnly && values) return true;
      for (const each of found) edits.push([each.getStart(), each.getStart(), "export "]);
      return false;
    });
    // An empty list stays: without one every declaration would be exported.
    edits.push([statement.getStart(), statement.end, `export { ${kept.map((each) => each.getText()).join(", ")} };`]);
  }
  for (const [from, to, by] of edits.sort(([a], [b]) => b - a)) text = text.slice(0, from) + by + text.slice(to);
  return text
    .split("\n")
    .filter((line) => !/^\s*\/\/#/.test(line))
    .map((line) =>
      line.replace(/^\s+(?=\S)/, (indent) => (line.trimStart().startsWith("*") ? " " : indent.slice(0, 1))),
    )
    .join("\n");
}

/** Every file in a folder whose name ends as given. */
export async function compactFiles(folder, ending, compact) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith(ending)) continue;
    const path = join(folder, name);
    writeFileSync(path, await compact(readFileSync(path, "utf8")));
  }
}
