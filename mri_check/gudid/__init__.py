"""Reads FDA's device register (GUDID), and proposes device identifiers for the catalogue, for a person to review.

openFDA says of itself that its results are not validated and are no basis of decisions; so nothing here reaches
a check. The register's word on MRI is held against the labelling on file, and never becomes a condition.
"""
