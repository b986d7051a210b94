"""``make bench``: prints what the hot paths cost. Only ratios within one run mean anything."""

from bench import acts, engine, lists


def main() -> None:
    floor = engine.measure()
    bare = floor["bare_per_s"]
    print(f"calibration: the bare engine completes {bare:,.0f} steps a second, in memory")
    for name, value in floor.items():
        if name != "bare_per_s":
            print(f"  engine, {name}: {value:,.2f}")
    rate = acts.measure()
    print(
        f"P1 durable completions (SQLite, synchronous=FULL): {rate:,.0f} a second = {rate / bare:.2f}x (target 0.12x)"
    )
    for name, milliseconds in lists.measure().items():
        print(f"P5 with {lists.OPEN:,} open tasks and as many waiting jobs, {name}: {milliseconds:.1f} ms (p95)")


if __name__ == "__main__":
    main()
