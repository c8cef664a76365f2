"""What ``batch`` says of a whole schedule, on standard error."""

NO_ROW = "No row: nothing was judged (exit code {code})"
ROW = "1 row"
ROWS = "{count} rows"
WORST = "{rows}; the worst: {worst} (exit code {code})"
FIRST = ("row {numbers}{more}", "rows {numbers}{more}")
MORE_ROWS = " and {count} more"
BY_DEVICE = "By device:"
MORE_DEVICES = "and {count} more devices (--summary has all)"
