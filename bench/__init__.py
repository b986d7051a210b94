"""What the hot paths cost: ratios against the bare engine step, measured in the same run. Never a test."""
