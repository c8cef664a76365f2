"""What is kept to save time stays small, and never changes an answer."""

from mri_check.kept import MOST, Kept


def test_it_gives_back_what_was_kept() -> None:
    kept: Kept[str, int] = Kept()
    assert kept.keep("a", 1) == 1
    assert kept["a"] == 1


def test_it_never_grows_beyond_its_bound() -> None:
    kept: Kept[int, int] = Kept()
    for one in range(3 * MOST):
        kept.keep(one, one)
        assert len(kept) <= MOST
        assert kept[one] == one
