"""Every sentence that a person at the desk reads, in one place: a translation replaces these rooms and no other.

Constants only: templates, in whose named braces stands what differs, and mappings from the words of the engine to
what is said of them. Nothing here decides anything, and no key of the public form is made of it; two are looked for
in lines that were made with them (``ADVICE_MARKS``, ``TESTS``). One room for each command, so that a check loads no
more than its own: ``checklist``, and ``request`` where something takes the place of something.

Not here, and English for good: what is written for those who edit files and write scripts (errors about files,
options and the catalogue, what is noted of a row of a schedule, the commands that read the catalogue and the letters
that ask for what it lacks, the help of the command line), and the catalogue. tests/test_messages.py names the files.
"""
