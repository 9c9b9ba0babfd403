// The extension's client, with the library that it uses and the real server, in a stand-in for
// VS Code that knows no more than starting takes.
//
//   node client.js EXTENSION/client.js HALFLAP

import Module, { createRequire } from "node:module";
import assert from "node:assert";
import { argv, exit } from "node:process";

const require = createRequire(import.meta.url);
const [extension, halflap] = argv.slice(2);

/// Whatever is asked of it, it is there.
const anything = () =>
  new Proxy(function () {}, {
    get: (target, key) =>
      key === "prototype" ? target.prototype : key === Symbol.toPrimitive ? () => "" : anything(),
    apply: () => anything(),
    construct: () => ({}),
  });
const partly = (known) =>
  new Proxy(known, { get: (target, key) => (key in target ? target[key] : anything()) });

class EventEmitter {
  constructor() {
    this.event = () => ({ dispose() {} });
  }
  fire() {}
  dispose() {}
}

const shown = [];
const commands = [];
let path = halflap;

const vscode = partly({
  EventEmitter,
  version: "1.90.0",
  env: partly({ appName: "a stand-in", language: "en" }),
  workspace: partly({
    getConfiguration: () => ({ get: () => path }),
    onDidChangeConfiguration: () => ({ dispose() {} }),
    textDocuments: [],
    workspaceFolders: undefined,
  }),
  window: partly({ showErrorMessage: async (message) => void shown.push(message) }),
  commands: partly({ registerCommand: (name) => commands.push(name) }),
});
const load = Module._load;
Module._load = function (request, ...rest) {
  return request === "vscode" ? vscode : load.call(this, request, ...rest);
};

const client = require(extension);
await client.activate({ subscriptions: [] });
assert.deepEqual(shown, [], "the server starts, and is met");
assert.deepEqual(commands, ["halflap.restart"]);
await client.deactivate();

path = `${halflap}-which-is-not-there`;
await client.activate({ subscriptions: [] });
const said = `halflap: \`${path} lsp\` can't be started`;
assert.ok(shown.some((message) => message.startsWith(said)), shown.join("\n"));
await client.deactivate();
console.log("the client starts the server, and says so where it can't");
// The library's timers would keep this alive for a while.
exit(0);
