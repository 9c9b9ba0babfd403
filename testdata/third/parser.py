"""Tokens into a syntax tree (language.md, section 13).

The tree is made of plain tuples:
  type   ("name", dotted) | ("vector", type) | ("array", type, value) | ("map", key, value)
         | ("callback",), always in a pair with whether a `?` follows
  value  ("int", number) | ("float", text) | ("text", bytes) | ("names", [dotted, ...])
"""

from types import SimpleNamespace as Node

from errors import SchemaError
from lexer import tokens

MAX_NESTING = 64        # HL-LANG-18


class Parser:
    """A recursive descent over one file; `file()` gives its Node."""

    def __init__(self, data):
        self.tokens, self.at = tokens(data), 0

    # Tokens

    @property
    def token(self):
        return self.tokens[self.at]

    def fail(self, what):
        raise SchemaError("line %d: %s, not %r" % (self.token.line, what, self.token.value))

    def next(self, kind):
        token = self.token
        if token.kind != kind:
            self.fail("%s is expected" % kind)
        self.at += 1
        return token.value

    def accept(self, kind):
        if self.token.kind == kind:
            self.at += 1
            return True
        return False

    def is_word(self, word):
        return self.token.kind == "ident" and self.token.value == word

    def accept_word(self, word):
        if self.is_word(word):
            self.at += 1
            return True
        return False

    def word(self, word):
        if not self.accept_word(word):
            self.fail("`%s` is expected" % word)

    def same_line(self):
        """HL-LANG-4: what follows `since`, `removed`, `deprecated` or `=` stands on its line."""
        if self.token.line != self.tokens[self.at - 1].line:
            self.fail("a word on the same line is expected (HL-LANG-4)")

    # Parts

    def dotted(self):
        name = self.next("ident")
        while self.accept("."):
            name += "." + self.next("ident")
        return name

    def number(self):
        sign = -1 if self.accept("-") else 1
        return sign * self.next("int")

    def value(self):
        if self.accept("-"):
            if self.accept_word("inf"):
                return "float", "-inf"
            if self.token.kind == "float":
                return "float", "-" + self.next("float")
            number = self.next("int")
            return ("int", -number) if number else ("float", "-0")
        kind = self.token.kind
        if kind in ("int", "float", "text"):
            return kind, self.next(kind)
        names = [self.dotted()]
        while self.accept("|"):
            names.append(self.dotted())
        return "names", names

    def type(self, depth=0):
        """(type, optional)."""
        if depth >= MAX_NESTING:
            self.fail("types nest at most 64 deep (HL-LANG-18)")
        if self.accept("["):
            inner, _ = self.type(depth + 1)
            plain = ("array", inner, self.value()) if self.accept(";") else ("vector", inner)
            self.next("]")
        elif self.accept("{"):
            key, _ = self.type(depth + 1)
            self.next(":")
            plain = ("map", key, self.type(depth + 1)[0])
            self.next("}")
        elif self.is_word("callback") and self.tokens[self.at + 1].kind == "(":
            self.at += 2
            while not self.accept(")"):
                self.type(depth + 1)
                if not self.accept(","):
                    self.next(")")
                    break
            self.result(depth + 1)
            plain = ("callback",)
        else:
            plain = ("name", self.dotted())
        return plain, self.accept("?")

    def result(self, depth=0):
        if self.accept("->"):
            self.type(depth)
        if self.accept_word("throws"):
            self.dotted()

    def attributes(self, allowed):
        """`since`, `removed`, `deprecated`, in any order, each at most once."""
        found = {}
        while self.token.kind == "ident" and self.token.value in allowed:
            word = self.next("ident")
            if word in found:
                self.fail("`%s` stands twice" % word)
            self.same_line()
            found[word] = self.next("text" if word == "deprecated" else "int")
        return found

    def entries(self, entry, reserved=True):
        """The entries between braces; `reserved` is checked by the caller's numbers and names."""
        out, numbers, names = [], set(), set()
        self.next("{")
        while not self.accept("}"):
            if reserved and self.accept_word("reserved"):
                while True:
                    if self.token.kind == "ident":
                        names.add(self.next("ident"))
                    else:
                        numbers.add(self.number())
                    if not self.accept(","):
                        break
            else:
                out.append(entry())
        for one in out:
            if getattr(one, "number", None) in numbers or one.name in names:
                raise SchemaError("%s is reserved (HL-LANG-14)" % one.name)
        return out

    # The file

    def file(self):
        self.word("package")
        name = self.dotted()
        self.word("version")
        version = self.next("int")
        if not 1 <= version <= 65535:
            self.fail("a version is 1 to 65,535 (HL-LANG-7)")
        imports, items = [], []
        while self.is_word("import"):
            imports.append(self.import_())
        while self.token.kind != "end":
            items.append(self.item())
        return Node(package=name, version=version, imports=imports, items=items)

    def import_(self):
        self.word("import")
        path = self.next("text").decode("utf-8", "replace")
        alias = self.next("ident") if self.accept_word("as") else None
        self.word("version")
        pins = []
        while True:
            version, since = self.next("int"), 1
            if self.accept_word("since"):
                self.same_line()
                since = self.next("int")
            pins.append((since, version))
            if not self.accept(","):
                return Node(path=path, alias=alias, pins=pins)

    def item(self):
        line = self.token.line
        closed = self.accept_word("closed")
        host = not closed and self.accept_word("host")
        kind = self.next("ident")
        if (closed and kind != "enum") or (host and kind != "interface"):
            self.fail("a declaration is expected")
        name = self.next("ident")
        item = Node(kind=kind, name=name, line=line, closed=closed)
        if kind == "const":
            self.next(":")
            item.type, _ = self.type()
            self.next("=")
            self.same_line()
            item.value = self.value()
        elif kind in ("enum", "flags"):
            self.next(":")
            item.repr = self.next("ident")
            item.entries = self.entries(lambda: Node(number=self.number(), name=self.next("ident")))
        elif kind == "struct":
            item.entries = self.entries(self.member, reserved=False)
        elif kind == "union":
            item.entries = self.entries(self.arm)
        elif kind == "message":
            item.entries = self.entries(self.field)
        elif kind == "error":
            item.entries = self.entries(self.case)
        elif kind == "interface":
            item.entries = self.entries(self.method)
        else:
            self.fail("`%s` declares nothing" % kind)
        return item

    def member(self):
        name = self.next("ident")
        self.next(":")
        return Node(name=name, type=self.type()[0])

    def arm(self):
        arm = Node(number=self.next("int"), name=self.next("ident"))
        self.next(":")
        arm.type, _ = self.type()
        arm.attributes = self.attributes(("since",))
        return arm

    def field(self):
        field = Node(number=self.next("int"), name=self.next("ident"), default=None)
        self.next(":")
        # Before a `.` it is a package's name (HL-LANG-32).
        field.secret = self.tokens[self.at + 1].kind != "." and self.accept_word("secret")
        field.type, field.optional = self.type()
        if self.accept("="):
            self.same_line()
            field.default = self.value()
        field.attributes = self.attributes(("since", "removed", "deprecated"))
        return field

    def case(self):
        case = Node(number=self.next("int"), name=self.next("ident"))
        if self.accept(":"):
            self.type()
        self.attributes(("since",))
        return case

    def method(self):
        method = Node(number=self.next("int"), name=self.next("ident"))
        self.next("(")
        while not self.accept(")"):
            self.next("ident")
            self.next(":")
            self.type()
            if not self.accept(","):
                self.next(")")
                break
        self.result()
        self.attributes(("since", "deprecated"))
        return method
