"""Nothing that was measured before gets lost when some rows are measured anew."""
import unittest

import page

ORDER = ["tiles", "info", "items"]


def numbers(title, value, limit):
    return {"title": title, "numbers": {"p99 ms": value},
            "goals": [{"what": f"below {limit}", "value": value, "is_reached": value < limit}]}


def sides(rate):
    side = {"per_second": rate, "spread": [rate, rate], "p50_ms": 1, "p99_ms": 2, "cpu_ms": 0.1, "anonymous_mb": 8, "failed": 0}
    return {"title": "Tiles", "how": "1 round", "sides": {"Triforium": side, "nginx": {**side, "per_second": 50}},
            "goals": [{"what": "at least 1.0 × nginx", "value": rate / 50, "is_reached": rate >= 50}]}


class Merged(unittest.TestCase):
    def setUp(self):
        empty = f"# Benchmarks\n\n{page.BEGIN}{page.END}\nAfterwards.\n"
        self.before = page.merged(empty, {"items": numbers("Items", 4.0, 5), "tiles": sides(100)}, ORDER)

    def test_rows_stand_in_the_order_of_the_table(self):
        self.assertLess(self.before.index("## Tiles"), self.before.index("## Items"))
        self.assertLess(self.before.index("| tiles | at least 1.0 × nginx | 2.00 | reached |"),
                        self.before.index("| items | below 5 | 4.00 | reached |"))

    def test_a_row_that_is_not_run_keeps_its_figures_and_its_goals(self):
        after = page.merged(self.before, {"items": numbers("Items", 6.0, 5)}, ORDER)
        self.assertIn("| Triforium | 100 (100 – 100)", after)
        self.assertIn("| tiles | at least 1.0 × nginx | 2.00 | reached |", after)

    def test_a_row_that_is_run_replaces_its_figures_and_its_goals(self):
        after = page.merged(self.before, {"items": numbers("Items, renamed", 6.0, 5)}, ORDER)
        self.assertNotIn("4.0", after)
        self.assertIn("| p99 ms | 6.0 |", after)
        self.assertIn("| items | below 5 | 6.00 | **not reached** |", after)

    def test_the_text_around_the_tables_stays(self):
        self.assertTrue(self.before.startswith("# Benchmarks\n\n<!-- tables -->\n"))
        self.assertTrue(self.before.endswith("<!-- end of tables -->\n\nAfterwards.\n"))

    def test_nothing_run_changes_nothing(self):
        self.assertEqual(page.merged(self.before, {}, ORDER), self.before)

    def test_a_row_that_there_is_no_longer_goes(self):
        after = page.merged(self.before, {}, ["items"])
        self.assertNotIn("tiles", after.lower())


if __name__ == "__main__":
    unittest.main()
