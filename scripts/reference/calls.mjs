/**
 * The REST calls as data: what the interfaces' doc comments say, what the rows say, and where the two disagree.
 *
 * Comments and types are read with the compiler API of TypeScript 6, rows by running the modules that hold them.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { buildSync } from "esbuild";
import ts from "typescript";
import { root } from "../setup.mjs";

/** The four clients: class, page, and where interfaces and rows are. */
export const products = [
  { client: "SpotClient", page: "spot", folder: "spot", methods: "SpotCalls", tables: "spotTables" },
  {
    client: "DerivativesClient",
    page: "derivatives",
    folder: "futures",
    methods: "DerivativesCalls",
    tables: "futuresTables",
  },
  {
    client: "InstitutionalClient",
    page: "institutional",
    folder: "institutional",
    methods: "InstitutionalCalls",
    tables: "institutionalTables",
  },
  { client: "PartnerClient", page: "partner", folder: "partner", methods: "PartnerCalls", tables: "partnerTables" },
];

/** Every row by client and name; run from the sources, so that no build can be out of date. */
async function rows() {
  const entry = products.map(({ folder, tables }) => `export { ${tables} } from "./sdk/src/api/${folder}/index.ts";`);
  const { outputFiles } = buildSync({
    stdin: { contents: entry.join("\n"), resolveDir: root, loader: "ts" },
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  const code = Buffer.from(outputFiles[0].text).toString("base64");
  const loaded = await import(`data:text/javascript;base64,${code}`);
  return Object.fromEntries(products.map(({ client, tables }) => [client, Object.assign({}, ...loaded[tables])]));
}

function program() {
  const config = `${root}sdk/tsconfig.json`;
  const { config: json } = ts.readConfigFile(config, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(json, ts.sys, `${root}sdk`);
  return ts.createProgram([`${root}sdk/src/index.ts`], options);
}

const plain = (symbol, checker) => ts.displayPartsToString(symbol.getDocumentationComment(checker));
const oneLine = (text) => text.replace(/\s+/g, " ").trim();

/** `VERB /path` in backquotes begins the line of facts that ends every doc comment. */
const httpCall = /^`(GET|POST|PUT|PATCH|DELETE) (\S+)`/;
const cost = /^(counter|cost|\d+ (to \d+ )?tokens?|\d+ calls|legacy custody counter)/;

/** Prose and facts of a method's doc comment. */
function explained(symbol, checker) {
  const lines = plain(symbol, checker).split("\n");
  const at = lines.findIndex((line) => httpCall.test(line));
  const prose = (at < 0 ? lines : lines.slice(0, at)).join("\n").trim();
  const [summary = "", ...more] = prose.split(/\n\s*\n/).map(oneLine);
  const [call = "", ...facts] = at < 0 ? [] : oneLine(lines.slice(at).join(" ")).split(" · ");
  const deprecated = symbol.getJsDocTags(checker).find(({ name }) => name === "deprecated");
  return {
    summary,
    more,
    http: httpCall.exec(call)?.[0].slice(1, -1),
    permission: facts.filter((fact) => !cost.test(fact) && !fact.startsWith("https:")).join(" · ") || undefined,
    cost: facts.find((fact) => cost.test(fact)),
    link: facts.find((fact) => fact.startsWith("https:")),
    deprecated: deprecated && oneLine(ts.displayPartsToString(deprecated.text)),
  };
}

const isOpenText = (type) => (type.flags & ts.TypeFlags.Intersection) !== 0;
const isNothing = (type) => (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) !== 0;
const parts = (type) => (type.isUnion() ? type.types.filter((part) => !isNothing(part)) : [type]);

/** Whether the types written at a declaration depend on the arguments of a generic type around it. */
const isGeneric = (node) => node !== undefined && (node.typeParameters !== undefined || isGeneric(node.parent));

/** The source of a type node and of the aliases it names. */
function sourceOf(node, checker, depth = 0) {
  if (node === undefined || depth > 3) return "";
  const texts = [node.getText()];
  const visit = (inner) => {
    if (ts.isTypeReferenceNode(inner)) {
      const symbol = checker.getSymbolAtLocation(inner.typeName);
      const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const declared = target?.declarations?.find(ts.isTypeAliasDeclaration);
      texts.push(sourceOf(declared?.type, checker, depth + 1));
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return texts.join(" ");
}

/** A vocabulary in the order of the source; the compiler's own order changes with unrelated code. */
function spelledOut(words, node, checker) {
  const source = sourceOf(node, checker);
  const texts = words.map((word) => JSON.stringify(word.value));
  const place = (text) => (source.includes(text) ? source.indexOf(text) : source.length);
  return texts.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** A type as a reader wants it: short vocabularies spelled out, everything else as it is written in the source. */
function typeText(symbol, type, checker) {
  const all = parts(type);
  const told = (part) => checker.typeToString(part, undefined, ts.TypeFormatFlags.NoTruncation);
  const words = all.filter((part) => part.isStringLiteral());
  const others = all.filter((part) => !part.isStringLiteral() && !isOpenText(part));
  const open = words.length + others.length < all.length;
  const { valueDeclaration: declared } = symbol;
  const spelled =
    words.length > 0 && others.every((part) => checker.isArrayLikeType(part) || !part.isClassOrInterface());
  const text = spelled
    ? [...spelledOut(words, declared?.type, checker), ...(open ? ["…"] : []), ...others.map(told)].join(" | ")
    : ((isGeneric(declared) ? undefined : declared?.type?.getText()) ?? told(type));
  return oneLine(text.replace(/\/\*\*.*?\*\//gs, ""))
    .replace(/\breadonly /g, "")
    .replace(/ \| undefined\b/g, "");
}

/** The object types whose fields a reader should see: those of our own, alone or in a list. */
function inner(type, checker) {
  const found = [];
  for (const part of parts(type)) {
    const list = checker.isArrayLikeType(part);
    const entry = list ? checker.getTypeArguments(part)[0] : part;
    for (const each of entry ? parts(entry) : []) {
      const from = each.symbol?.declarations?.[0]?.getSourceFile().fileName ?? "";
      const isObject = (each.flags & ts.TypeFlags.Object) !== 0;
      if (isObject && from.includes("/sdk/src/api/") && !each.getStringIndexType()) found.push({ type: each, list });
    }
  }
  return found;
}

/** The field by which the members of a union tell themselves apart, such as `order: "send" | "edit" | "cancel"`. */
function discriminant(types, checker) {
  if (types.length < 2) return undefined;
  return checker
    .getPropertiesOfType(types[0])
    .map(({ name }) => name)
    .find((name) => {
      const labels = types.map((type) => labelOf(type, name, checker));
      return labels.every((label) => label !== undefined) && new Set(labels).size === types.length;
    });
}

function labelOf(type, name, checker) {
  const symbol = checker.getPropertyOfType(type, name);
  const own = symbol && checker.getTypeOfSymbol(symbol);
  return own?.isStringLiteral() ? own.value : undefined;
}

/** The parameters of an object type or of a union of them, those of nested objects included. */
function fields(types, checker, prefix = "", depth = 0) {
  const known = new Map();
  const by = discriminant(types, checker);
  for (const type of types)
    for (const symbol of checker.getPropertiesOfType(type)) {
      const own = checker.getTypeOfSymbol(symbol);
      if (isNothing(own)) continue;
      const seen = known.get(symbol.name) ?? { types: [], texts: new Set(), docs: new Map(), requiredBy: [] };
      const label = by && labelOf(type, by, checker);
      const doc = oneLine(plain(symbol, checker));
      seen.types.push(own);
      seen.texts.add(typeText(symbol, own, checker));
      if (doc !== "") seen.docs.set(doc, [...(seen.docs.get(doc) ?? []), label]);
      if ((symbol.flags & ts.SymbolFlags.Optional) === 0) seen.requiredBy.push(label);
      known.set(symbol.name, seen);
    }
  return [...known].flatMap(([name, seen]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const docs = [...seen.docs];
    const always = seen.requiredBy.length === types.length;
    const own = {
      name: path,
      type: [...seen.texts].join(" | "),
      required: always,
      requiredFor: always ? [] : seen.requiredBy.filter((label) => label !== undefined),
      text: docs
        .map(([doc, labels]) =>
          docs.length > 1 && by ? `${labels.map((label) => `\`${label}\``).join(", ")}: ${doc}` : doc,
        )
        .join(" "),
    };
    const below = depth < 2 ? seen.types.flatMap((type) => inner(type, checker)) : [];
    if (below.length === 0) return [own];
    const list = below.some((entry) => entry.list);
    const unique = [...new Set(below.map((entry) => entry.type))];
    return [own, ...fields(unique, checker, list ? `${path}[]` : path, depth + 1)];
  });
}

/** One method of an interface. */
function call(symbol, checker) {
  const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
  const params = signature.parameters[0];
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(params));
  const optional = params.valueDeclaration.questionToken !== undefined;
  const answer = signature.getDeclaration().type.getText();
  return {
    name: symbol.name,
    ...explained(symbol, checker),
    paramsType: params.valueDeclaration.type.getText(),
    paramsOptional: optional,
    params: fields(parts(type), checker),
    answer: oneLine(/^Promise<([\s\S]*)>$/.exec(answer)?.[1] ?? answer).replace(/, >/g, ">"),
  };
}

/** `/** Title: what it is about. *\/` at the head of a section's file. */
function heading(file) {
  const text = /^\/\*\*([\s\S]*?)\*\//.exec(file.text)?.[1] ?? "";
  const [, title, about] = /^([^:.]+): (.*)$/.exec(oneLine(text.replace(/\n\s*\*/g, " "))) ?? [];
  return { title, about };
}

const words = (text) => (text ?? "").split(" ").filter(Boolean);

/** Where a row and what is written about it disagree. */
function disagreements(client, name, row, told) {
  const at = `${client}.${name}`;
  if (row === undefined) return [`${at} is in an interface and has no row`];
  const problems = [];
  if (told.summary === "") problems.push(`${at} has no summary`);
  if (told.http !== `${row.verb} ${row.path}`)
    problems.push(`${at}: the comment says ${told.http ?? "nothing"}, the row ${row.verb} ${row.path}`);
  if (told.link === undefined) problems.push(`${at}: the comment does not link to Kraken's documentation`);
  if ((told.permission === "no credentials") !== (row.signing === "none"))
    problems.push(`${at}: the comment says "${told.permission}", the row signs with "${row.signing}"`);
  const top = told.params.filter((param) => !param.name.includes("."));
  const names = new Set(top.map((param) => param.name));
  const demanded = words(row.rules).filter((rule) => !/[|^=]/.test(rule));
  const required = top.filter((param) => param.required).map((param) => param.name);
  for (const param of demanded)
    if (!required.includes(param)) problems.push(`${at}: ${param} is required by the row and not by the type`);
  for (const param of required)
    if (!demanded.includes(param)) problems.push(`${at}: ${param} is required by the type and not by the row`);
  const used = [row.rules, row.inQuery, row.inHeader, row.asJson].flatMap(words).flatMap((rule) => rule.split(/[|^=]/));
  const placed = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, param]) => param);
  for (const param of new Set([...used, ...placed]))
    if (!names.has(param)) problems.push(`${at}: the row names ${param}, which the type does not have`);
  const needs = words(row.rules).some((rule) => !/[\^=]/.test(rule));
  if (told.paramsOptional && needs) problems.push(`${at}: its parameters are optional, yet some are required`);
  if (!told.paramsOptional && !needs) problems.push(`${at}: its parameters are required, yet none is`);
  return problems;
}

/** Everything about the REST calls, by client and section; `problems` are the places where sources disagree. */
export async function readCalls() {
  const all = await rows();
  const compiled = program();
  const checker = compiled.getTypeChecker();
  const problems = [];
  const clients = products.map((product) => {
    const { client, folder, methods } = product;
    const index = compiled.getSourceFile(`${root}sdk/src/api/${folder}/index.ts`);
    const declared = index.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === methods);
    const sections = new Map();
    const told = new Set();
    for (const { expression } of declared.heritageClauses[0].types) {
      const type = checker.getTypeAtLocation(expression);
      const file = type.symbol.declarations[0].getSourceFile();
      const { title, about } = heading(file);
      if (title === undefined) problems.push(`${basename(file.fileName)} must begin with /** Title: what it is. */`);
      const entries = checker.getPropertiesOfType(type).map((symbol) => call(symbol, checker));
      for (const entry of entries) {
        told.add(entry.name);
        entry.row = all[client][entry.name];
        problems.push(...disagreements(client, entry.name, entry.row, entry));
      }
      const section = sections.get(title) ?? [];
      section.push({ about, calls: entries });
      sections.set(title, section);
    }
    for (const name of Object.keys(all[client]))
      if (!told.has(name)) problems.push(`${client}.${name} has a row and is in no interface`);
    const source = readFileSync(`${root}sdk/src/clients/${product.page}.ts`, "utf8");
    const about = /\/\*\*([^/]*?)\*\/\nexport class/.exec(source)?.[1] ?? "";
    const text = about
      .replace(/^\s*\* ?/gm, "")
      .trim()
      .split(/\n\s*\n/)
      .map(oneLine);
    return { ...product, about: text, sections: [...sections].map(([title, files]) => ({ title, files })) };
  });
  return { clients, problems };
}
