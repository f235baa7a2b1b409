import { describe, expect, test } from "vitest";
import { MalformedText } from "./forms.ts";
import { boundaryOf, parseMultipart } from "./multipart.ts";

const part = (head: string, body: string): string => `--b\r\n${head}\r\n\r\n${body}\r\n`;
const form = (...parts: readonly string[]): Buffer => Buffer.from(`${parts.join("")}--b--\r\n`, "latin1");
const named = (name: string, more = ""): string => `Content-Disposition: form-data; name="${name}"${more}`;

describe("forms with files", () => {
  test("text stays text, a file becomes what there is to know of it", () => {
    const body = form(
      part(named("type"), "identity_document"),
      part(`${named("front", '; filename="a.jpg"')}\r\nContent-Type: image/jpeg`, "\u00ff\r\n--not\r\n\u0000"),
      part(named("__proto__"), "plain"),
    );
    const fields = parseMultipart(body, "b");
    expect(fields["type"]).toBe("identity_document");
    expect(fields["front"]).toEqual({ filename: "a.jpg", type: "image/jpeg", size: "11" });
    expect(Object.keys(fields)).toContain("__proto__");
    expect(({} as Record<string, unknown>)["plain"]).toBeUndefined();
  });

  test.each([
    ["no boundary at the start", Buffer.from("x--b--")],
    ["no end", Buffer.from(`--b\r\n${named("a")}\r\n\r\nx`)],
    ["a part without a head", form("--b\r\nx\r\n")],
    ["a part without a name", form(part("Content-Disposition: form-data", "x"))],
    ["a broken boundary", Buffer.from("--bx\r\n--b--")],
    ["too many parts", form(...Array.from({ length: 60 }, (_, at) => part(named(`p${at}`), "x")))],
  ])("%s is refused", (_, body) => {
    expect(() => parseMultipart(body, "b")).toThrow(MalformedText);
  });

  test("the boundary comes from the content type", () => {
    expect(boundaryOf('multipart/form-data; boundary="a b"')).toBe("a b");
    expect(boundaryOf("multipart/form-data; charset=utf-8; boundary=x")).toBe("x");
    expect(boundaryOf("application/json")).toBeUndefined();
    expect(boundaryOf(undefined)).toBeUndefined();
  });
});
