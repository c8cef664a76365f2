"""The catalogue of implantable drug pumps: data only. ``mri_check`` reads it."""
