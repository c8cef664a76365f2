"""Quantities as they are printed: number, space, unit; exact, and refused when the unit does not fit."""

from __future__ import annotations

from decimal import Decimal

MAX_DIGITS = 9
"""Before, and after, the point: more is a mistake, and what is less is exact."""
MAX_PAGES = 2000
FIRST_YEAR = 1900
"""A day before it is a slip of the pen: it is long before any pump was implanted, and any scan was made."""

UNITS: dict[str, dict[str, Decimal]] = {
    # The first unit of a dimension is the one that its numbers are compared in.
    # 1 T/m is 100 G/cm: FDA, Testing and Labeling Medical Devices for Safety in the MR Environment (2023), tables 3 and 4.
    "field": {
        "T": Decimal(1),
        "mT": Decimal("0.001"),
        "G": Decimal("0.0001"),
        "gauss": Decimal("0.0001"),
    },
    "gradient": {"T/m": Decimal(1), "G/cm": Decimal("0.01"), "gauss/cm": Decimal("0.01")},
    "slew": {"T/m/s": Decimal(1), "mT/m/ms": Decimal(1)},
    "sar": {"W/kg": Decimal(1)},
    "b1": {"uT": Decimal(1), "\u00b5T": Decimal(1), "\u03bcT": Decimal(1)},
    "length": {"cm": Decimal(1), "mm": Decimal("0.1"), "m": Decimal(100)},
    "minutes": {"min": Decimal(1), "h": Decimal(60)},
    "flow": {
        "mL/day": Decimal(1),
        "uL/day": Decimal("0.001"),
        "\u00b5L/day": Decimal("0.001"),
        "\u03bcL/day": Decimal("0.001"),
    },
    "volume": {
        "mL": Decimal(1),
        "uL": Decimal("0.001"),
        "\u00b5L": Decimal("0.001"),
        "\u03bcL": Decimal("0.001"),
    },
    "age": {"days": Decimal(1), "day": Decimal(1), "weeks": Decimal(7), "week": Decimal(7)},
}


def base_unit(dimension: str) -> str:
    """The unit that numbers of a dimension are compared and returned in."""
    return next(iter(UNITS[dimension]))


def parse_quantity(text: str, dimension: str) -> Decimal:
    """Read ``19 T/m`` and return the number in the base unit of the dimension.

    Raises ValueError, with the units that would fit, for anything that is not a plain
    non-negative number, one space, and a unit of this dimension.
    """
    number, space, unit = text.partition(" ")
    if not _is_number(number) or unit != unit.strip():
        raise ValueError(
            f"'{text}' is not a quantity: write a plain number, a space and a unit, such as {_example(dimension)}"
        )
    if not space:
        raise ValueError(f"'{text}' has no unit: write it as in {_example(dimension)}")
    factor = UNITS[dimension].get(unit)
    if factor is None:
        raise ValueError(f"'{unit}' is not a unit that fits here ({_fits(dimension)})")
    return Decimal(number) * factor


def _fits(dimension: str) -> str:
    return f"units that fit: {', '.join(unit for unit in UNITS[dimension] if unit.isascii())}"


def _example(dimension: str) -> str:
    number = "1.5" if dimension == "field" else "15"
    return f"'{number} {base_unit(dimension)}' ({_fits(dimension)})"


def _is_number(text: str) -> bool:
    """Plain digits, with a point inside or without; no sign, exponent or separator."""
    whole, point, rest = text.partition(".")
    if not (text.isascii() and whole.isdigit() and len(whole) <= MAX_DIGITS):
        return False
    return not point or (rest.isdigit() and len(rest) <= MAX_DIGITS)


def plain(number: Decimal) -> str:
    """A number without exponent or trailing zeros: ``0.006``, ``1500``."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def pages_of(page: str) -> list[str]:
    """Each page of ``9``, ``7-8`` or ``ix-xii``; roman ones are not counted. Raises ValueError where nobody can mean the range."""
    first, _, last = page.partition("-")
    if not (first.isdigit() and last.isdigit()):
        return [page]
    found = range(int(first[:MAX_DIGITS]), int(last[:MAX_DIGITS]) + 1)
    if not 0 < len(found) <= MAX_PAGES:
        raise ValueError(f"p. {page} is no range of pages: forwards, and at most {MAX_PAGES:,}")
    return [str(one) for one in found]
