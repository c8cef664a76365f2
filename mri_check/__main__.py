"""What ``mri-check`` and ``python -m mri_check`` run."""

import gc
import sys


def main() -> None:
    """Run the command line and leave with its exit code.

    A process that lives for a tenth of a second gains nothing from collecting cycles.
    """
    gc.disable()
    from mri_check.cli import leave, run

    leave(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
