# SPDX-License-Identifier: Apache-2.0
"""report: prints the table, row by row, and whether the bounds are reached."""

import statistics

import rows

# Title -> width.
COLUMNS = {
    "": 26, "CPU us": 9, "CPU / nginx": 21, "CPU / base": 21, "req/s": 9,
    "p50 ms": 9, "p99 ms": 9, "p99.9 ms": 9, "errors": 8,
}
BASE_COLUMN = "CPU / base"


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def ratios(rounds, field="cpu_us"):
    """Returns "A / B" -> the ratios of their CPU time, or another field, in all rounds."""
    names = list(rounds[0])
    return {
        f"{one} / {other}": [getattr(each[one], field) / getattr(each[other], field) for each in rounds]
        for one in names
        for other in names
        if one != other and all(getattr(each[other], field) > 0 for each in rounds)
    }


def spreads(rounds, field="cpu_us"):
    return {
        title: {"median": statistics.median(values), "min": min(values), "max": max(values)}
        for title, values in ratios(rounds, field).items()
    }


def summary(row, rounds):
    """The entry of a row in result.json."""
    servers = {}
    for name in rounds[0]:
        samples = [each[name] for each in rounds]
        figures = {
            key: statistics.median(getattr(sample, key) for sample in samples)
            for key in ("cpu_us", "rate", "p50_us", "p99_us", "p999_us", "max_us")
        }
        servers[name] = {**figures, "errors": sum(sample.errors for sample in samples)}
    return {
        "name": row.name, "title": row.title, "connections": row.connections, "loop": row.loop,
        "rounds": len(rounds), "servers": servers,
        "ratios": spreads(rounds), "p99_ratios": spreads(rounds, "p99_us"),
    }


def line(words, with_base):
    """Prints one word for each column; without a base its column is left out."""
    shown = ""
    for (title, width), word in zip(COLUMNS.items(), words):
        if title != BASE_COLUMN or with_base:
            shown += f"{word:>{width}}" if shown else f"{word:<{width}}"
    print(shown.rstrip(), flush=True)


def show_head(with_base):
    line(COLUMNS, with_base)


def show_row(row, rounds, with_base):
    clients = "" if row.loop == rows.COMMAND else f"{row.connections} connections, "
    print(f"\n{row.title}; {clients}{len(rounds)} rounds")
    shares = ratios(rounds)

    def share(one, other):
        values = shares.get(f"{one} / {other}")
        return spread(values) if values else ""

    for name, figures in summary(row, rounds)["servers"].items():
        cpu = f"{figures['cpu_us']:.1f}" if figures["cpu_us"] else "-"
        line((
            "  " + name, cpu, share(name, rows.NGINX), share(name, rows.base_of(name)), f"{figures['rate']:.0f}",
            *(f"{figures[key] / 1e3:.2f}" for key in ("p50_us", "p99_us", "p999_us")), str(figures["errors"]),
        ), with_base)


def figures_of(summaries, others):
    """Returns figure -> value, under the names that the bounds use."""
    found = dict(others)
    for each in summaries:
        for title, values in each["ratios"].items():
            found[f"{each['name']}: {title}"] = values["median"]
        for title, values in each["p99_ratios"].items():
            found[f"{each['name']}: {title}, p99"] = values["median"]
    return found


def judge(figures, bounds):
    """Prints each bound, and returns the entries for result.json."""
    verdicts = []
    print()
    for bound in bounds:
        value = figures.get(bound.figure)
        if value is None:
            word, shown = "not measured", "-"
        else:
            word, shown = ("reached" if bound.holds(value) else "NOT REACHED"), f"{value:.4g}"
        print(f"{bound.title:<52}{shown:>8}  {bound.how} {bound.limit:<5g} {word}")
        verdicts.append({
            "title": bound.title, "value": value, "how": bound.how, "limit": bound.limit, "verdict": word,
        })
    return verdicts
