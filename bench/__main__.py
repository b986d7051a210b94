"""``make bench``: prints what the hot paths cost. Only ratios within one run mean anything."""

from bench import acts, engine, lists


def main() -> None:
    floor = engine.measure()
    print(f"calibration: the bare engine completes {floor['bare_per_s']:,.0f} steps a second, in memory")
    for name, value in floor.items():
        if name != "bare_per_s":
            print(f"  engine, {name}: {value:,.2f}")
    for what, found, target in (
        ("P1 durable completions (SQLite, synchronous=FULL)", acts.completions(), 0.12),
        ("due terms through the scheduler's poll, with an engine step", acts.terms(), 0.06),
    ):
        print(
            f"{what}: {found.acts:,} at {found.per_second:,.0f} a second, beside {found.bare_per_second:,.0f}"
            f" bare steps = {found.ratio:.3f}x (target {target:.2f}x); processor time {found.ratio_of_processor:.3f}x"
        )
    for name, cost in lists.measure().items():
        print(
            f"P5/P9 {name}: {cost.small:.1f} ms (p95) with {lists.SMALL:,} tasks,"
            f" {cost.large:.1f} ms with {lists.LARGE:,}: {cost.ratio:.1f}x (at most 3x)"
        )


if __name__ == "__main__":
    main()
