// Starts `halflap lsp` and lets VS Code talk to it. There is no build step: this file is what runs.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function create() {
  const command = vscode.workspace.getConfiguration("halflap").get("path", "halflap");
  const run = { command, args: ["lsp"] };
  return new LanguageClient(
    "halflap",
    "halflap",
    { run, debug: run },
    {
      documentSelector: [
        { scheme: "file", language: "lap" },
        { scheme: "untitled", language: "lap" },
      ],
    },
  );
}

async function start() {
  client = create();
  try {
    await client.start();
  } catch (why) {
    const settings = "Open the setting";
    // The library tells the reason itself, and then throws it or nothing.
    const reason = why?.message ? ` (${why.message})` : "";
    const command = vscode.workspace.getConfiguration("halflap").get("path", "halflap");
    const answer = await vscode.window.showErrorMessage(
      `halflap: \`${command} lsp\` can't be started${reason}. Install the command, or say where it is.`,
      settings,
    );
    if (answer === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "halflap.path");
    }
  }
}

async function stop() {
  const running = client;
  client = undefined;
  // A client that never came up can't be stopped, and need not be.
  await running?.stop().catch(() => undefined);
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("halflap.restart", restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("halflap.path")) {
        await restart();
      }
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
