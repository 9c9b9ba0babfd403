"""A small parser of the vectors' files that keeps the text of what it reads.

Python's json module forgets how numbers and strings were written; a vector's `value` is compared byte
by byte, so here every node knows its text without the white space between its tokens.
"""

import json
import re

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+)', re.DOTALL)


class Node:
    """`value` is a dict of Nodes, a list of Nodes, or what json.loads gives; `text` is compact."""

    __slots__ = ("value", "text")

    def __init__(self, value, text):
        self.value, self.text = value, text

    def plain(self):
        """The value with plain values inside."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def parse(text):
    """The Node of a whole text; ValueError where it is no JSON or has a key twice."""
    tokens = [m.group(1) for m in _TOKEN.finditer(text.rstrip())]
    if "".join(tokens) != _compact(text):
        raise ValueError("no JSON")
    node, at = _node(tokens, 0)
    if at != len(tokens):
        raise ValueError("something after the value")
    return node


def _compact(text):
    return re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda m: m.group(1) or "", text, flags=re.DOTALL)


def _node(tokens, at):
    first = tokens[at]
    if first == "{":
        value, parts, at = {}, [], at + 1
        while tokens[at] != "}":
            if parts:
                if tokens[at] != ",":
                    raise ValueError("a comma is missing before %s" % tokens[at])
                at += 1
            key = json.loads(tokens[at])
            if not isinstance(key, str) or tokens[at + 1] != ":" or key in value:
                raise ValueError("the key %s" % tokens[at])
            child, behind = _node(tokens, at + 2)
            parts.append(tokens[at] + ":" + child.text)
            value[key], at = child, behind
        return Node(value, "{%s}" % ",".join(parts)), at + 1
    if first == "[":
        value, at = [], at + 1
        while tokens[at] != "]":
            if value:
                if tokens[at] != ",":
                    raise ValueError("a comma is missing before %s" % tokens[at])
                at += 1
            child, at = _node(tokens, at)
            value.append(child)
        return Node(value, "[%s]" % ",".join(node.text for node in value)), at + 1
    return Node(json.loads(first), first), at + 1
