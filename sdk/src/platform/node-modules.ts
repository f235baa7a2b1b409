import type * as crypto from "node:crypto";
import type * as http from "node:http";
import type * as https from "node:https";
import modules from "node:module";
import type * as tls from "node:tls";
import type * as zlib from "node:zlib";

interface NodeModules {
  readonly "node:crypto": typeof crypto;
  readonly "node:http": typeof http;
  readonly "node:https": typeof https;
  readonly "node:tls": typeof tls;
  readonly "node:zlib": typeof zlib;
}

/**
 * A module of Node itself, loaded when it is first needed: all of them take 20 ms and 5 MB of a process that may never make
 * a request. Modules of Node are found from any place, so it is one that exists in every module format. `createRequire`
 * is not imported by name: bundles often begin with a line of their own that does.
 */
export const nodeModule = <Name extends keyof NodeModules>(name: Name): NodeModules[Name] =>
  modules.createRequire(process.execPath)(name) as NodeModules[Name];
