// The TextMate grammar, run by the machinery that VS Code runs it with.
//
//   node grammar.js GRAMMAR GOLDEN.lap GOLDEN.scopes SCHEMA...
//
// No word of a schema may be left without a scope, whatever names are called; and GOLDEN.lap gets
// exactly the scopes that GOLDEN.scopes has. With HALFLAP_BLESS=1 that file is written anew.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { argv, env, exit } from "node:process";

const require = createRequire(import.meta.url);
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

const [grammarFile, goldenSchema, goldenScopes, ...schemas] = argv.slice(2);
const problems = [];

const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
await oniguruma.loadWASM(wasm);
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) =>
    scope === "source.lap"
      ? textmate.parseRawGrammar(readFileSync(grammarFile, "utf8"), grammarFile)
      : null,
});
const grammar = await registry.loadGrammar("source.lap");

/// What is coloured: blanks and the scopes of whole stretches are left out.
function* words(text) {
  let state = textmate.INITIAL;
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const word = line.slice(startIndex, endIndex);
      if (word.trim() !== "") {
        const own = scopes.filter((s) => s !== "source.lap" && !s.startsWith("meta."));
        yield { line: i + 1, column: startIndex + 1, word: word.trim(), scopes: own };
      }
    }
  }
}

function check(file) {
  const text = readFileSync(file, "utf8");
  let count = 0;
  for (const { line, column, word, scopes } of words(text)) {
    count += 1;
    const place = `${file}:${line}:${column}: \`${word}\``;
    if (scopes.length === 0) {
      problems.push(`${place} has no scope`);
    }
    const written = text.split(/\r?\n/)[line - 1];
    const before = written.slice(0, column - 1);
    const is = (scope) => scopes.some((s) => s.startsWith(scope));
    if (/^\s*\/\//.test(written) && !is("comment.")) {
      problems.push(`${place} is a comment`);
    }
    // The name of an entry is one, whatever keyword it may be.
    const entry = /^ {2}-?\d+ (\w+)/.exec(written);
    const named = is("variable.other.") || is("entity.name.function");
    if (entry && before.length === written.indexOf(entry[1], written.indexOf(" ", 2)) && !named) {
      problems.push(`${place} is the name of an entry, not ${scopes}`);
    }
  }
  return count;
}

let count = 0;
for (const schema of [goldenSchema, ...schemas]) {
  count += check(schema);
}

const lines = [...words(readFileSync(goldenSchema, "utf8"))].map(
  ({ line, column, word, scopes }) => `${line}:${column} ${word} -> ${scopes.join(" ")}`,
);
const found = lines.join("\n") + "\n";
if (env.HALFLAP_BLESS) {
  writeFileSync(goldenScopes, found);
}
const wanted = readFileSync(goldenScopes, "utf8").split("\n");
for (const [i, line] of found.split("\n").entries()) {
  if (line !== wanted[i]) {
    problems.push(`${goldenScopes}:${i + 1}: should be ${wanted[i]}, is ${line}`);
    break;
  }
}

if (problems.length > 0) {
  console.error(problems.slice(0, 40).join("\n"));
  exit(1);
}
console.log(`${count} words of ${schemas.length + 1} schemas`);
