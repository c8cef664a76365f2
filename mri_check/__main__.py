"""``python -m mri_check``."""

from mri_check.cli import main

main()
