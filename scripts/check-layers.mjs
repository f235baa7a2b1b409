/** Fails on imports across layers that `docs/architecture.md` does not allow, and on globals outside the platform files. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { root } from "./setup.mjs";

const source = join(root, "sdk/src");

/** Layer → what it may import beside itself; `types` edges may only be `import type`. */
const layers = {
  base: { may: [], types: ["ports"] },
  ports: { may: ["base"] },
  wire: { may: ["base"], types: ["ports"] },
  book: { may: ["base"], types: ["ports"] },
  "api/route": { may: ["base"] },
  api: { may: ["base", "api/route"] },
  feeds: { may: ["base", "api/route"] },
  account: { may: ["base"], types: ["feeds", "api", "ports"] },
  trade: { may: ["base", "api/route", "ports"] },
  limits: { may: ["base", "api/route"], types: ["ports"] },
  markets: { may: ["base"], types: ["api"] },
  http: { may: ["base", "wire", "api/route", "ports", "limits"] },
  link: { may: ["base", "wire", "feeds", "ports", "api/route"] },
  history: { may: ["base", "book"], types: ["api", "api/route", "ports"] },
  platform: { may: ["base", "ports", "version"] },
  version: { may: [] },
  clients: {
    may: [
      "account",
      "trade",
      "base",
      "ports",
      "wire",
      "book",
      "api/route",
      "api",
      "feeds",
      "http",
      "link",
      "limits",
      "markets",
      "platform",
      "version",
    ],
  },
  index: {
    may: [
      "account",
      "trade",
      "base",
      "ports",
      "wire",
      "book",
      "api/route",
      "api",
      "feeds",
      "history",
      "http",
      "link",
      "limits",
      "markets",
      "platform",
      "clients",
      "version",
    ],
  },
};

const forbidden = new Set([
  "Date",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "fetch",
  "WebSocket",
  "crypto",
  "console",
  "performance",
  "process",
]);

const files = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts") ? [path] : [];
  });

const layerOf = (path) => {
  const local = relative(source, path).replaceAll("\\", "/").replace(/\.ts$/, "");
  if (local === "api/route") return "api/route";
  return local.split("/")[0];
};

const problems = [];
const note = (file, node, text) => {
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  problems.push(`sdk/src/${relative(source, file.fileName)}:${line + 1} ${text}`);
};

function checkImport(file, node, from) {
  const specifier = node.moduleSpecifier.text;
  const typeOnly = ts.isImportDeclaration(node)
    ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    : node.isTypeOnly;
  if (specifier === "#platform") {
    if (!["clients", "history", "index"].includes(from)) note(file, node, `${from} must not import #platform`);
    return;
  }
  if (!specifier.startsWith(".")) {
    if (from !== "platform") note(file, node, `${from} must not import ${specifier}; only platform/ reaches outside`);
    return;
  }
  const to = layerOf(resolve(dirname(file.fileName), specifier));
  if (to === from) return;
  const { may, types = [] } = layers[from] ?? { may: [] };
  if (may.includes(to) || (typeOnly && types.includes(to))) return;
  note(file, node, `${from} must not import ${to}${types.includes(to) ? " except its types" : ""}`);
}

const isUse = (node) => {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent))
    return parent.name !== node;
  if (ts.isMethodSignature(parent) || ts.isMethodDeclaration(parent) || ts.isBindingElement(parent))
    return parent.name !== node;
  // A test of what the caller passed touches no clock.
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) return false;
  if (ts.isTypeReferenceNode(parent) || ts.isTypeQueryNode(parent) || ts.isImportSpecifier(parent)) return false;
  return !ts.isParameter(parent) && !ts.isVariableDeclaration(parent);
};

for (const path of files(source)) {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
  const from = layerOf(path);
  if (!(from in layers)) problems.push(`sdk/src/${relative(source, path)} belongs to no layer`);
  const declared = new Set();
  const collect = (node) => {
    if (
      (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name)
    )
      declared.add(node.name.text);
    ts.forEachChild(node, collect);
  };
  collect(file);
  const visit = (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
      checkImport(file, node, from);
    if (from !== "platform" && ts.isIdentifier(node)) {
      if (forbidden.has(node.text) && !declared.has(node.text) && isUse(node))
        note(file, node, `uses the global ${node.text}; take it through a port`);
      if (node.text === "random" && node.parent.expression?.getText(file) === "Math")
        note(file, node, "uses Math.random; take Random through a port");
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}

// The local exchange shares no running code with the SDK, so that a bug in one cannot agree with itself.
for (const path of files(join(root, "exchange/src")))
  for (const [, typeOnly, specifier] of readFileSync(path, "utf8").matchAll(
    /^(?:import|export)( type)?\b[^;]*?from "([^"]+)"/gm,
  ))
    if (!typeOnly && (specifier === "krakenkit" || specifier.includes("/sdk/")))
      problems.push(
        `exchange/src/${relative(join(root, "exchange/src"), path)} imports running code of the SDK: ${specifier}`,
      );

for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? "layers: fine" : `layers: ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
