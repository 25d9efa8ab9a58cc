# SPDX-License-Identifier: Apache-2.0
"""markup: reads a page strictly: every tag is closed, and only elements of the report occur."""

import html.parser
import re

VOID = {"meta"}
TAGS = set(
    "html head meta title style body a header p h1 h2 h3 dl div dt dd code time nav ul li b main section span "
    "svg rect path circle text tspan figure figcaption table caption thead tbody tr th td details summary small "
    "footer".split()
)
ATTRIBUTES = {
    "html": {"lang"},
    "meta": {"charset", "http-equiv", "content", "name"},
    "a": {"class", "href"},
    "section": {"id", "aria-labelledby"},
    "h2": {"id"},
    "nav": {"aria-label"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "th": {"scope", "class"},
    "svg": {"class", "role", "aria-label", "width", "height", "viewbox", "preserveaspectratio"},
    "rect": {"x", "y", "width", "height", "class"},
    "path": {"d", "fill", "stroke"},
    "circle": {"r", "cx", "cy", "class", "fill", "stroke"},
    "text": {"x", "y", "fill"},
    "details": {"class", "open"},
}
PLAIN = {"class"}
SECTIONS = "summary next violations stuck owners shared classes dns ranges exemptions lint tenants unread".split()
CSP = "default-src 'none'; style-src 'unsafe-inline'"
# Characters that no text may contain unescaped: controls other than line feeds, invisible
# characters, characters that change the direction of the text, noncharacters.
RAW = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"
)


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.faults = []
        self.ids = []
        self.links = []
        self.headings = []
        self.regions = []
        self.tables = []
        self.metas = []
        self.texts = []
        self.opened_text = []

    def fault(self, text):
        line, column = self.getpos()
        self.faults.append(f"{line}:{column}: {text}")

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.fault(f"<{tag}>")
        known = ATTRIBUTES.get(tag, PLAIN) | PLAIN
        for name, value in attrs:
            if name not in known:
                self.fault(f"<{tag} {name}>")
            if name == "href" and not (value or "").startswith("#"):
                self.fault(f"a link to {value!r}")
        given = dict(attrs)
        if len(given) != len(attrs):
            self.fault(f"<{tag}> has an attribute twice")
        # Every value is quoted: an attribute without quotes in the source is not the
        # report's.
        source = re.sub(r'="[^"]*"', "", self.get_starttag_text())
        if "=" in source:
            self.fault(f"{self.get_starttag_text()!r}: not quoted")
        if "id" in given:
            self.ids.append(given["id"])
        if "href" in given:
            self.links.append(given["href"][1:])
        if given.get("role") == "region":
            self.regions.append(given.get("aria-label", ""))
        if tag in ("h1", "h2", "h3"):
            self.headings.append(int(tag[1]))
        if tag == "meta":
            self.metas.append(given)
        if tag == "table":
            self.tables.append({"caption": 0, "heads": 0, "cells": 0})
        if tag == "caption":
            self.tables[-1]["caption"] += 1
        if tag == "th":
            self.tables[-1]["heads"] += given.get("scope") == "col"
            if given.get("scope") not in ("col", "row"):
                self.fault("<th> without scope")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.fault(f"</{tag}> closes {self.open[-1:]}")
            if tag in self.open:
                while self.open.pop() != tag:
                    pass
            return
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            return
        self.texts.append(data)

    def handle_comment(self, data):
        self.fault(f"a comment: {data!r}")

    def handle_pi(self, data):
        self.fault(f"an instruction: {data!r}")

    def unknown_decl(self, data):
        self.fault(f"a declaration: {data!r}")


def read(data):
    """The page with its errors."""
    page = Page()
    text = data.decode()  # strict: the page declares UTF-8
    page.feed(text)
    page.close()
    if page.open:
        page.fault(f"not closed: {page.open}")
    if not text.startswith("<!DOCTYPE html>\n<html lang=\"en\">"):
        page.fault("the beginning")
    raw = RAW.search(text)
    if raw:
        page.fault(f"raw {raw[0]!r}")
    if not any(meta.get("http-equiv") == "Content-Security-Policy" and meta["content"] == CSP for meta in page.metas):
        page.fault("no Content-Security-Policy")
    if len(set(page.ids)) != len(page.ids):
        page.fault("an id twice")
    if [name for name in page.ids if not name.startswith("h-")] != SECTIONS:
        page.fault(f"sections: {page.ids}")
    if set(page.links) - set(page.ids):
        page.fault(f"links to nothing: {set(page.links) - set(page.ids)}")
    if page.headings[:1] != [1] or page.headings.count(1) != 1:
        page.fault("the first heading")
    if any(after > before + 1 for before, after in zip(page.headings, page.headings[1:])):
        page.fault("headings skip a level")
    if not all(page.regions):
        page.fault("a region without label")
    for table in page.tables:
        if table["caption"] != 1 or table["heads"] == 0:
            page.fault(f"a table: {table}")
    return page
