# SPDX-License-Identifier: Apache-2.0
"""chart: CPU time per review, as an SVG picture for light and dark pages."""

import rows

SHOWN = ["validate", "mutate", "update", "denied"]
COLOURS = {rows.NGINX: "nginx", rows.OURS: "ours", rows.OTHER: "other"}
LABELS = {
    rows.NGINX: "nginx, a fixed answer",
    rows.OURS: "ingress-warden",
    rows.OTHER: "controller-runtime",
}

WIDTH = 760
LEFT = 190
RIGHT = 150
BAR = 15
GAP = 4
GROUP_GAP = 18
TOP = 62
NOTE = 17

STYLE = """\
  <style>
    text { font: 13px system-ui, sans-serif; fill: #24292f; }
    .title { font-weight: 600; font-size: 15px; }
    .note { fill: #57606a; font-size: 12px; }
    .nginx { fill: #8c959f; }
    .ours { fill: #1a7f37; }
    .other { fill: #bf8700; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .note { fill: #9198a1; }
      .nginx { fill: #6e7681; }
      .ours { fill: #3fb950; }
      .other { fill: #d29922; }
    }
  </style>
"""


def text(x, y, words, kind="", anchor="start"):
    extra = f' class="{kind}"' if kind else ""
    return f'  <text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"{extra}>{words}</text>\n'


def bar(x, y, width, kind):
    return f'  <rect x="{x:.0f}" y="{y:.0f}" width="{width:.1f}" height="{BAR}" rx="2" class="{kind}"/>\n'


def legend(names):
    parts = []
    x = LEFT
    for name in names:
        parts.append(bar(x, 34, BAR, COLOURS[name]))
        parts.append(text(x + BAR + 6, 46, LABELS[name]))
        x += 190
    return "".join(parts)


def group(row, y, widest, scale):
    """Returns (the bars of a row as SVG, the y at which the next row begins)."""
    names = [name for name in COLOURS if name in row["servers"]]
    middle = y + (len(names) * (BAR + GAP) - GAP) / 2 + 5
    parts = [text(LEFT - 12, middle, row["title"], anchor="end")]
    for name in names:
        us = row["servers"][name]["cpu_us"]
        width = max(1.0, us / widest * scale)
        ratio = row["ratios"].get(f"{name} / {rows.NGINX}")
        words = f"{us:.0f} µs" + (f", {ratio['median']:.1f} times nginx" if ratio else "")
        parts += [bar(LEFT, y, width, COLOURS[name]), text(LEFT + width + 6, y + 12, words, "note")]
        y += BAR + GAP
    return "".join(parts), y - GAP + GROUP_GAP


def footnotes(result):
    """The conditions, the processor, the versions and the date."""
    versions = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    return [
        f"HTTPS with keep-alive, 25 connections, 1,000 domains; one core, {result['processor']}",
        f"{versions}; {result['date']}",
    ]


def picture(shown, notes):
    widest = max(
        values["cpu_us"] for row in shown for name, values in row["servers"].items() if name in COLOURS
    )
    scale = WIDTH - LEFT - RIGHT
    parts = [text(LEFT, 20, "CPU time of the server for one review (less is better)", "title")]
    parts.append(legend([name for name in COLOURS if any(name in row["servers"] for row in shown)]))
    y = TOP
    for row in shown:
        part, y = group(row, y, widest, scale)
        parts.append(part)
    for note in notes:
        parts.append(text(LEFT, y + 4, note, "note"))
        y += NOTE
    height = y
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" role="img" aria-label="CPU time of the server for one review">\n'
        + STYLE + "".join(parts) + "</svg>\n"
    )


def write(path, result):
    """Returns False if none of the shown rows was timed."""
    by_name = {row["name"]: row for row in result["rows"]}
    shown = [by_name[name] for name in SHOWN if name in by_name]
    if not shown:
        return False
    with open(path, "w", encoding="utf-8") as file:
        file.write(picture(shown, footnotes(result)))
    return True
