"""A row that compares sides."""
import os

from measure import middle


class Row:
    """One row: `sides` are (label, function of a round that gives a measurement); `wanted` are (label, least ratio).
    `options` are its own where it takes less time than the others."""

    def __init__(self, name, title, sides, wanted, options=None):
        self.name, self.title, self.sides, self.wanted, self.options = name, title, sides, wanted, options

    def run(self, options):
        options = self.options or options
        rounds = {label: [] for label, _ in self.sides}
        for number in range(options.rounds):
            for label, measure in self.sides:
                print(f"{self.name}, round {number + 1} of {options.rounds}: {label}", flush=True)
                rounds[label].append(measure(number))
        found = {label: middle(each) for label, each in rounds.items()}
        ours = found[self.sides[0][0]]
        goals = [{"what": f"at least {least} × {label}", "value": ours["per_second"] / found[label]["per_second"],
                  "is_reached": ours["per_second"] >= least * found[label]["per_second"]} for label, least in self.wanted]
        how = (f"{options.rounds} rounds of {options.seconds} s, medians; {os.cpu_count()} cores, which the load generator "
               "shares.")
        return {"title": self.title, "sides": found, "goals": goals, "how": how}
