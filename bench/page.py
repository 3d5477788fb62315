"""docs/benchmarks.md: what was measured now in its place, every other row as it stands there."""
import re

import report

BEGIN, END = "<!-- tables -->\n", "<!-- end of tables -->\n"
WANTED = "wanted"


def parts_of(tables):
    """The text of each row, by its name; that of the table of goals as WANTED."""
    pieces = re.split(r"^<!-- row ([\w-]+) -->\n", tables, flags=re.M)
    return dict(zip(pieces[1::2], pieces[2::2]))


def goals_of(text):
    """The lines of the table of goals, by the row that they speak of."""
    found = {}
    for line in text.splitlines():
        name = re.match(r"\| (\w+) \|", line)
        if name and name[1] != "row":
            found.setdefault(name[1], []).append(line)
    return found


def merged(page, results, order):
    """The page with the results in it, rows in that order; what is not among the results stays."""
    before, _, rest = page.partition(BEGIN)
    tables, _, after = rest.partition(END)
    parts = parts_of(tables)
    goals = goals_of(parts.pop(WANTED, ""))
    for name, result in results.items():
        parts[name] = report.section(result)
        goals[name] = report.goal_lines(name, result)
    parts = {name: parts[name] for name in order if name in parts}
    parts[WANTED] = report.goals_section(line for name in parts for line in goals.get(name, []))
    return before + BEGIN + "".join(f"<!-- row {name} -->\n{text}" for name, text in parts.items()) + END + after
