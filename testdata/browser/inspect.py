#!/usr/bin/env python3
"""The page of `halflap inspect --html` in a real browser: the mouse, the keyboard, and how it looks.

    testdata/browser/inspect.py --halflap target/debug/halflap

needs Chromium and Python's standard library. With HALFLAP_BLESS=1 the pictures that the page is
compared with are written anew; look at them before you commit them. `--keep FOLDER` keeps what was
seen where the two differ.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import cdp
import png

HERE = pathlib.Path(__file__).resolve().parent
TESTDATA = HERE.parent
SIZE = (1280, 800)

# Two pictures are the same where of the averages of their blocks of 8 by 8 pixels at most this share
# differs by more than DIFFERENT of 255 in a channel. Edges of letters may differ between versions of
# a browser; a row that is lit, or not, is more than twice as much.
BLOCK, DIFFERENT, SHARE = 8, 24, 0.005

HOSTILE = "</script><img src=x onerror=alert(1)><!--\u202e&amp;"

ORDER = {
    "id": "8c6e3a52-9f10-4a77-b8d5-0f1e2d3c4b5a",
    "customer": "Ada Lovelace",
    "lines": [{"article": "ink", "price": "250", "quantity": 2}, {"article": "paper", "price": "1200", "quantity": 1}],
    "path": [{"x": 1, "y": 2, "z": 3}, {"x": -0.5, "y": 0, "z": 8}],
    "payment": {"card": {"number": "4242", "holder": "A. Lovelace"}},
    "labels": {"gift": "yes", "wrap": "blue"},
    "side": "buy",
    "discount": 5,
    "token": "c2VzYW1l",
    "note": "ring twice",
}


class Test:
    def __init__(self, halflap, folder, browser):
        self.halflap, self.folder, self.browser = halflap, folder, browser
        self.checks, self.schema = 0, str(TESTDATA / "schemas/shop.lap")

    def check(self, what, found, wanted):
        self.checks += 1
        if found != wanted:
            raise AssertionError(f"{what}\n  found  {found}\n  wanted {wanted}")

    def buffer(self, order, change=None):
        """A buffer of an order, changed."""
        json_file, made = self.folder / "order.json", self.folder / "order.bin"
        json_file.write_text(json.dumps(order))
        subprocess.run([self.halflap, "from-json", "--schema", self.schema, "--type", "shop.Order", "-o", made, json_file], check=True)
        if change:
            data = bytearray(made.read_bytes())
            change(data)
            made.write_bytes(data)
        return made

    def open(self, buffer, *more, code=0):
        """Opens the page of a buffer. It fetches nothing, and its script finds nothing to complain of."""
        page = self.folder / "order.html"
        command = [self.halflap, "inspect", "--schema", self.schema, *more, "--html", page, buffer]
        done = subprocess.run(command, capture_output=True)
        self.check("the exit code", done.returncode, code)
        self.browser.requests.clear()
        self.browser.open(page.as_uri())
        self.check("what the page fetches", self.browser.requests, [page.as_uri()])
        self.quiet()
        return page

    def quiet(self):
        self.check("messages of the browser", self.browser.log, [])

    def lit(self):
        """The bytes and the rows that are lit."""
        return self.browser.js("""({
            bytes: [...document.querySelectorAll('.cell.lit')].map((cell) => Number(cell.dataset.at)),
            rows: [...document.querySelectorAll('.row.lit .name')].map((name) => name.textContent),
        })""")

    def colour(self, selector):
        return self.browser.js(f"getComputedStyle(document.querySelector({json.dumps(selector)})).backgroundColor")

    def in_view(self, selector):
        """Whether an element is inside of its pane, as it is scrolled."""
        return self.browser.js(f"""(() => {{
            const element = document.querySelector({json.dumps(selector)});
            if (!element) return false;
            const box = element.getBoundingClientRect(), pane = element.closest('.pane').getBoundingClientRect();
            return box.top >= pane.top && box.bottom <= pane.bottom;
        }})()""")

    def row(self, name):
        """A selector of the first row with this name, and nothing else of that name."""
        number = self.browser.js(f"""[...document.querySelectorAll('.row')]
            .find((row) => row.querySelector('.name').textContent === {json.dumps(name)})?.dataset.row""")
        if number is None:
            raise AssertionError(f"there is no row {name}")
        return f'.row[data-row="{number}"]'

    def span(self, start, end):
        return list(range(start, end))

    def mouse(self):
        browser = self.browser
        self.open(self.buffer(ORDER))
        self.check("nothing is lit at first", self.lit(), {"bytes": [], "rows": []})
        dark = self.colour('[data-at="123"]')
        browser.move('.cell[data-at="123"]')
        self.check("a byte lights its row", self.lit(), {"bytes": self.span(120, 132), "rows": ["customer"]})
        self.check("a lit byte has another colour", self.colour('.cell[data-at="123"]') != dark, True)
        self.check("the row is in view", self.in_view(".row.lit"), True)
        self.check("the slot is marked", browser.js("document.querySelectorAll('.cell.aim').length"), 8)
        browser.move(self.row("lines"))
        self.check("a row lights its bytes", self.lit(), {"bytes": self.span(48, 56), "rows": ["lines"]})
        aim = browser.js("[...document.querySelectorAll('.cell.aim')].map((cell) => Number(cell.dataset.at))")
        self.check("and marks what it points at", aim, self.span(136, 200))
        browser.move("#verdict")
        self.check("nothing is lit without the mouse", self.lit(), {"bytes": [], "rows": []})
        browser.js("document.getElementById('hex').scrollTop = 1e6")
        browser.settle()
        browser.move('.cell[data-at="335"]')
        self.check("the last byte's row is scrolled to", (self.in_view(".row.lit"), self.lit()["rows"]), (True, ["padding"]))
        browser.click('.cell[data-at="108"]')
        browser.move("#verdict")
        self.check("a click keeps a byte lit", self.lit(), {"bytes": [108], "rows": ["side"]})
        browser.key("Escape", "Escape", 27)
        self.check("Escape lets go", self.lit(), {"bytes": [], "rows": []})
        browser.click('.cell[data-at="112"]')
        self.check("a click on a slot lights it", self.lit(), {"bytes": self.span(112, 120), "rows": ["note"]})
        browser.click("#detail button")
        self.check("it leads to its target", self.lit(), {"bytes": self.span(325, 335), "rows": ["note"]})
        browser.key("Escape", "Escape", 27)
        self.quiet()

    def keyboard(self):
        browser = self.browser
        self.open(self.buffer(ORDER))
        where = "document.activeElement.id"
        while browser.js(where) != "hex":
            browser.key("Tab", "Tab", 9)
            self.checks += 1
            if self.checks > 1000:
                raise AssertionError("Tab does not lead to the bytes")
        self.check("focus lights the first byte", self.lit(), {"bytes": self.span(0, 4), "rows": ["magic"]})
        browser.key("ArrowDown", "ArrowDown", 40)
        browser.key("ArrowRight", "ArrowRight", 39)
        self.check("arrows move by lines and bytes", self.lit(), {"bytes": self.span(16, 24), "rows": ["schema id"]})
        self.check("a reader is told where", browser.js("document.activeElement.getAttribute('aria-activedescendant')"), "b17")
        browser.key("End", "End", 35)
        self.check("End is the last byte", self.lit(), {"bytes": [335], "rows": ["padding"]})
        self.check("its row is in view", self.in_view(".row.lit"), True)
        browser.key("Tab", "Tab", 9)
        if browser.js(where) != "tree":
            browser.key("Tab", "Tab", 9)
        self.check("the tree comes next", browser.js(where), "tree")
        browser.key("Home", "Home", 36)
        self.check("a group lights all its bytes", self.lit(), {"bytes": self.span(0, 40), "rows": ["header"]})
        self.check("its bytes are in view", self.in_view('.cell[data-at="0"]'), True)
        browser.key("ArrowLeft", "ArrowLeft", 37)
        self.check("a group folds", browser.js("document.querySelector('.row.lit').ariaExpanded"), "false")
        browser.key("ArrowDown", "ArrowDown", 40)
        self.check("what is folded is passed over", self.lit()["rows"], ["body"])
        browser.move('.cell[data-at="5"]')
        self.check("a byte lights what its row is folded into", self.lit(), {"bytes": [4, 5], "rows": ["header"]})
        self.quiet()

    def secrets(self):
        self.open(self.buffer(ORDER))
        hidden = "[...document.querySelectorAll('.cell')].filter((cell) => cell.textContent === '••').map((cell) => Number(cell.dataset.at))"
        self.check("a secret's bytes are hidden", self.browser.js(hidden), self.span(319, 325))
        self.check("and not on the page", self.browser.js("atob(JSON.parse(document.getElementById('data').textContent).bytes).includes('sesame')"), False)
        self.open(self.buffer(ORDER), "--reveal")
        self.check("unless they are asked for", self.browser.js(hidden), [])
        self.browser.move('.cell[data-at="319"]')
        self.check("their value too", self.browser.js("document.querySelector('.row.lit .value').textContent"), '"c2VzYW1l"')

    def refused(self):
        def no_utf8(data):
            data[196] = 0xFF
        self.open(self.buffer(ORDER, no_utf8), code=1)
        self.check("the byte is marked", self.browser.js("document.querySelector('.cell.fault').dataset.at"), "196")
        self.check("its row too", self.browser.js("document.querySelector('.row.fault .name').textContent"), "lines[1].article")
        self.check("and both are lit", self.lit(), {"bytes": self.span(195, 200), "rows": ["lines[1].article"]})
        banner = self.browser.js("document.getElementById('fault').textContent")
        for part in ("a string is not UTF-8", "error kind=bad_utf8 offset=196 path=lines[1].article", "HL-TARGET-3"):
            self.check(f"the banner says {part}", part in banner, True)
        self.open(self.buffer(ORDER, lambda data: data.__delitem__(slice(30, None))), code=1)
        self.check("an error behind the last byte has a cell", self.browser.js("document.querySelector('.cell.fault').dataset.at"), "30")

    def hostile(self):
        order = {**ORDER, "customer": HOSTILE, "labels": {HOSTILE: HOSTILE}}
        self.open(self.buffer(order))
        self.check("no element comes from the buffer", self.browser.js("document.querySelectorAll('img, iframe, object').length"), 0)
        self.check("scripts", self.browser.js("document.scripts.length"), 2)
        shown = self.browser.js("[...document.querySelectorAll('.row .value')].map((value) => value.textContent)")
        wanted = '"' + HOSTILE.replace("\u202e", "\\u202e") + '"'
        self.check("it is shown as text", wanted in shown, True)

    def large(self):
        lines = [{"article": f"article {i}", "price": str(i), "quantity": i} for i in range(10_000)]
        buffer = self.buffer({**ORDER, "lines": lines})
        size = buffer.stat().st_size
        self.check("the buffer is large", size > 300_000, True)
        self.open(buffer, "--all")
        elements = "document.querySelectorAll('*').length"
        few = self.browser.js(elements) < 4000
        self.check("only what is seen is drawn", few, True)
        self.browser.js("document.getElementById('hex').focus()")
        self.browser.key("End", "End", 35)
        self.check("the end is reached", self.in_view(f'.cell[data-at="{size - 1}"]') and self.in_view(".row.lit"), True)
        self.check("and still little is drawn", self.browser.js(elements) < 4000, True)
        self.quiet()

    def looks(self, keep):
        """Both colour schemes against the pictures that are kept. The fonts are named here, so that it does
        not matter which ones a system prefers."""
        fonts = """document.head.append(Object.assign(document.createElement('style'), {textContent:
            ':root { --mono: "DejaVu Sans Mono" !important } body { font-family: "DejaVu Sans" !important }'}))"""

        def no_utf8(data):
            data[196] = 0xFF
        cases = (
            ("light", lambda: self.open(self.buffer(ORDER)), '.cell[data-at="123"]'),
            ("dark", lambda: self.open(self.buffer(ORDER, no_utf8), code=1), "#verdict"),
        )
        for name, load, point in cases:
            self.browser.dark(name == "dark")
            load()
            self.browser.js(fonts)
            self.browser.js("window.dispatchEvent(new Event('resize'))")
            self.browser.move("#verdict")
            self.browser.move(point)
            compare(HERE / f"inspect-{name}.png", self.browser.screenshot(), keep)
            self.checks += 1


def compare(golden, found, keep):
    if os.environ.get("HALFLAP_BLESS"):
        golden.write_bytes(found)
        return
    wanted = png.blocks(golden.read_bytes(), BLOCK)
    blocks = png.blocks(found, BLOCK)
    if [len(line) for line in wanted] != [len(line) for line in blocks]:
        raise AssertionError(f"{golden.name}: another size")
    pairs = [pair for lines in zip(wanted, blocks) for pair in zip(*lines)]
    other = sum(any(abs(x - y) > DIFFERENT for x, y in zip(a, b)) for a, b in pairs)
    if other > SHARE * len(pairs):
        if keep:
            (pathlib.Path(keep) / golden.name).write_bytes(found)
        raise AssertionError(f"{golden.name}: {other} of {len(pairs)} blocks differ; HALFLAP_BLESS=1 writes it anew")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--halflap", required=True, help="the command")
    parser.add_argument("--chromium", default=cdp.find(), help="the browser")
    parser.add_argument("--keep", metavar="FOLDER", help="where pictures go that differ")
    arguments = parser.parse_args()
    if not arguments.chromium:
        print("there is no chromium", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, cdp.Browser(arguments.chromium, SIZE) as browser:
        browser.dark(False)
        test = Test(str(pathlib.Path(arguments.halflap).resolve()), pathlib.Path(folder), browser)
        parts = (test.mouse, test.keyboard, test.secrets, test.refused, test.hostile, test.large, lambda: test.looks(arguments.keep))
        for part in parts:
            part()
    print(f"{test.checks} checks in {len(parts)} parts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
