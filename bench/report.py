"""How it is told: Markdown tables."""


def number(value, digits=1):
    return "–" if value is None else f"{value:,.{digits}f}"


def sides_table(result):
    ours = next(iter(result["sides"].values()))["per_second"]
    lines = ["| | answers/s (least – most) | Triforium is … × as fast | p50 ms | p99 ms | CPU ms an answer | anonymous MB | failed |",
             "|---|--:|--:|--:|--:|--:|--:|--:|"]
    for label, row in result["sides"].items():
        ratio = "" if label == "Triforium" else number(ours / row["per_second"], 2)
        spread = f" ({number(row['spread'][0], 0)} – {number(row['spread'][1], 0)})"
        lines.append(f"| {label} | {number(row['per_second'], 0)}{spread} | {ratio} | {number(row['p50_ms'])} | {number(row['p99_ms'])} | "
                     f"{number(row['cpu_ms'], 3)} | {number(row['anonymous_mb'], 0)} | {row['failed']} |")
    return lines


def builds_table(result):
    lines = ["| | | seconds | CPU seconds | peak MB |", "|---|---|--:|--:|--:|"]
    for label, sides in result["builds"].items():
        for who, row in sides.items():
            lines.append(f"| {label} | {who} | {number(row['seconds'])} | {number(row['cpu_seconds'])} | {number(row['peak_mb'], 0)} |")
    return lines


def numbers_table(result):
    return ["| | |", "|---|--:|", *(f"| {name} | {number(value)} |" for name, value in result["numbers"].items())]


def section(result):
    """One row: title, how it was measured, table."""
    table = sides_table if "sides" in result else builds_table if "builds" in result else numbers_table
    how = [result["how"], ""] if "how" in result else []
    return "\n".join([f"## {result['title']}", "", *how, *table(result), "", ""])


def goal_lines(name, result):
    return [f"| {name} | {goal['what']} | {number(goal['value'], 2)} | {'reached' if goal['is_reached'] else '**not reached**'} |"
            for goal in result["goals"]]


def goals_section(lines):
    return "\n".join(["## What is wanted, and what was measured", "", "| row | wanted | measured | |", "|---|---|--:|---|", *lines, ""])


def markdown(results):
    goals = [line for name, result in results.items() for line in goal_lines(name, result)]
    return "".join(section(result) for result in results.values()) + goals_section(goals)
