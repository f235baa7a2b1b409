import { expect, test } from "vitest";
import { Router, type Route } from "./router.ts";

const route = (method: Route["method"], path: string): Route => ({
  name: path,
  method,
  path,
  auth: "none",
  handle: () => path,
});

test("fixed paths win over named segments, methods are told apart", () => {
  const router = new Router();
  router.add([
    route("GET", "/a/:id"),
    route("GET", "/a/status"),
    route("POST", "/a/status"),
    route("DELETE", "/a/:id/b/:part"),
  ]);
  const found = (method: string, path: string) => {
    const match = router.match(method, path);
    return match.found === "route" ? [match.route.path, { ...match.params }] : match.found;
  };
  expect(found("GET", "/a/status")).toEqual(["/a/status", {}]);
  expect(found("POST", "/a/status")).toEqual(["/a/status", {}]);
  expect(found("GET", "/a/x%20y")).toEqual(["/a/:id", { id: "x y" }]);
  expect(found("GET", "/a/%zz")).toEqual(["/a/:id", { id: "%zz" }]);
  expect(found("DELETE", "/a/1/b/2")).toEqual(["/a/:id/b/:part", { id: "1", part: "2" }]);
  router.add([route("GET", "/c/:any/:other"), route("GET", "/c/fixed/:other")]);
  expect(found("GET", "/c/fixed/1")).toEqual(["/c/fixed/:other", { other: "1" }]);
  expect(found("GET", "/c/else/1")).toEqual(["/c/:any/:other", { any: "else", other: "1" }]);
  expect(found("PUT", "/a/status")).toBe("other-method");
  expect(found("GET", "/a/")).toBe("nothing");
  expect(found("GET", "/a")).toBe("nothing");
  expect(() => router.add([route("GET", "/a/:id")])).toThrow("twice");
});

test("public Spot calls answer POST as well", () => {
  const router = new Router();
  router.add([route("GET", "/0/public/Time")]);
  expect(router.match("POST", "/0/public/Time").found).toBe("route");
  expect(router.match("DELETE", "/0/public/Time").found).toBe("other-method");
});
