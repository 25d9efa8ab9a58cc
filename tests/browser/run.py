#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The pages of `report` in a browser: run.py PROGRAM [--need] [--pictures FOLDER]

At 360 and at 1600 pixels, light and dark: nothing is wider than the window, the console
stays empty, only the file itself is requested, and every text has enough contrast.  Every
control is reached with the Tab key.  For a screen reader, every table and every region has a
name, and the headings are in order.  Without a browser the test is skipped, or fails with
--need.
"""

import argparse
import pathlib
import random
import subprocess
import sys
import tempfile

import devtools
import dumps

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests/property"))
import report  # noqa: E402

SKIPPED = 77  # meson's exit code for a skipped test
DATE = "2026-11-29"
EXAMPLE = ROOT / "policies/example.yaml"
SMALL = ROOT / "tests/golden/commands/report-html/dump.yaml"
LOOKS = [(width, scheme) for width in (360, 1600) for scheme in ("light", "dark")]
HEIGHT = 900
MANY = 5000
TABS_MAX = 400
LOOK = (HERE / "look.js").read_text()
NAMED = ("table", "region", "navigation", "main", "heading", "img", "link")


class Faults:
    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, claim, text):
        if claim:
            self.passed += 1
        else:
            self.failed += 1
            print(text)


def pages(program, folder):
    """The name and the file of each page to test."""

    def make(name, *words):
        path = folder / f"{name}.html"
        done = subprocess.run(
            [program, "report", "--date", DATE, *map(str, words)], capture_output=True, cwd=folder, check=False
        )
        path.write_bytes(done.stdout)
        return name, path

    dumps.write(folder / "many.yaml", MANY)
    hostile = report.Round(program, random.Random("browser"), folder)
    policy, objects = hostile.policy(), hostile.dump()
    return [
        make("example", "--policy", EXAMPLE, SMALL),
        make("empty", "--policy", EXAMPLE),
        make("tenant", "--policy", EXAMPLE, "--tenant", "shop", SMALL),
        make("many", "--policy", EXAMPLE, "many.yaml"),
        make("hostile", "--policy", policy, "--title", report.HOSTILE[1], objects.name),
    ]


def said(browser):
    """The messages on the console, and errors that would be shown there."""
    return [
        event["params"]
        for event in browser.events
        if event.get("method") in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
    ]


def requested(browser):
    return [
        event["params"]["request"]["url"]
        for event in browser.events
        if event.get("method") == "Network.requestWillBeSent"
    ]


def look(browser, faults, name, url, pictures):
    for width, scheme in LOOKS:
        what = f"{name} at {width}, {scheme}"
        browser.show(url, width, HEIGHT, scheme)
        seen = browser.evaluate(LOOK)
        if pictures:
            browser.picture(pictures / f"{name}-{width}-{scheme}.png", whole=True)
        faults.expect(seen["width"] <= seen["window"], f"{what}: {seen['width']} is wider than {seen['window']}")
        faults.expect(seen["faint"] == [], f"{what}: too faint: {seen['faint'][:5]}")
        faults.expect(seen["small"] == 0, f"{what}: {seen['small']} things are too low to be hit")
        faults.expect(seen["hacked"] == "undefined" and seen["active"] == 0, f"{what}: something runs or loads")
        faults.expect(said(browser) == [], f"{what}: on the console: {said(browser)[:3]}")
        faults.expect(requested(browser) == [url], f"{what}: requests {requested(browser)[:5]}")


def tab_through(browser, faults, name, url):
    """The Tab key reaches every link, fold and region once, in the order of the page."""
    browser.show(url, 1600, HEIGHT, "light")
    if name != "many":
        browser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    browser.evaluate(
        "window.reach = [...document.querySelectorAll(\"a[href], summary, [tabindex='0']\")]"
        ".filter((one) => one.checkVisibility())"
    )
    wanted = browser.evaluate("reach.length")
    met = []
    for _ in range(min(wanted, TABS_MAX)):
        browser.press("Tab", 9)
        met.append(browser.evaluate("reach.indexOf(document.activeElement)"))
    faults.expect(met == list(range(len(met))), f"{name}: Tab leads to {met[:10]} of {wanted}")
    outlined = browser.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    faults.expect(outlined != "none", f"{name}: what has the focus is not marked")


def fold_by_keyboard(browser, faults, name, url):
    browser.show(url, 1600, HEIGHT, "light")
    browser.evaluate("document.querySelector('details:not([open]) > summary').focus()")
    browser.press("Enter", 13)
    browser.call("Input.dispatchKeyEvent", type="char", text="\r")
    opened = browser.evaluate("document.activeElement.parentElement.open")
    faults.expect(opened, f"{name}: Enter does not open a fold")


def names(browser, faults, name, url):
    """Names and headings, as a screen reader gets them."""
    browser.show(url, 1600, HEIGHT, "light")
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    levels = []
    for node in nodes:
        if node.get("ignored"):
            continue
        role = node.get("role", {}).get("value")
        label = node.get("name", {}).get("value", "")
        if role == "heading":
            levels += [one["value"]["value"] for one in node["properties"] if one["name"] == "level"]
        if role in NAMED and role != "main":
            faults.expect(label.strip(), f"{name}: a {role} without name")
    faults.expect(levels[:1] == [1] and levels.count(1) == 1, f"{name}: the first headings are {levels[:3]}")
    steps = all(after <= before + 1 for before, after in zip(levels, levels[1:]))
    faults.expect(steps, f"{name}: headings skip a level: {levels}")
    language = browser.evaluate("document.documentElement.lang")
    faults.expect(language == "en", f"{name}: the language is {language!r}")


def without_style(browser, faults, name, url):
    """Without the style sheet every text is still there."""
    browser.show(url, 1600, HEIGHT, "light")
    before = browser.evaluate("document.body.innerText.replace(/\\s+/g, '')")
    browser.evaluate("document.querySelector('style').remove()")
    after = browser.evaluate("document.body.innerText.replace(/\\s+/g, '')")
    faults.expect(before == after, f"{name}: without its style sheet the page says something else")
    if name == "hostile":
        return  # contains words of hundreds of letters, which only a style sheet can break
    width, window = browser.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    faults.expect(width <= window, f"{name}: without its style sheet it is {width} wide")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--need", action="store_true")
    parser.add_argument("--pictures", type=pathlib.Path)
    options = parser.parse_args()
    found = devtools.find()
    faults = Faults()

    if found is None:
        print("hint: no browser is installed; make test-browser installs one and looks at the pages")
        return 1 if options.need else SKIPPED
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = pages(str(options.program.resolve()), pathlib.Path(folder))
        browser = devtools.Browser(found)
        try:
            for name, path in made:
                url = path.as_uri()
                look(browser, faults, name, url, options.pictures)
                tab_through(browser, faults, name, url)
                names(browser, faults, name, url)
                without_style(browser, faults, name, url)
                if name in ("example", "many"):
                    fold_by_keyboard(browser, faults, name, url)
        finally:
            browser.close()
    print(f"{faults.passed} passed, {faults.failed} failed")
    return 1 if faults.failed else 0


if __name__ == "__main__":
    sys.exit(main())
