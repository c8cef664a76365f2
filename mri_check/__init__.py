"""mri-check: consult-the-manufacturer checklists for MRI with an implanted drug pump.

``check(load_catalog(), read_request(mapping_or_path))`` gives the checklist, ``render(checklist, "json")``
its text. Nothing it says means that a scan is safe.
"""

import gc

_collects = gc.isenabled()
gc.disable()  # what is imported stays: to look it through for garbage is a thirtieth of a cold start
try:
    from mri_check.check import check
    from mri_check.checklist import Checklist, Disposition
    from mri_check.compiled import load_catalog
    from mri_check.errors import CatalogueError, MriCheckError, Problem, RequestError
    from mri_check.render import render
    from mri_check.request import Request, read_request
    from mri_check.version import VERSION as __version__
finally:
    if _collects:
        gc.enable()

__all__ = [
    "CatalogueError",
    "Checklist",
    "Disposition",
    "MriCheckError",
    "Problem",
    "Request",
    "RequestError",
    "__version__",
    "check",
    "load_catalog",
    "read_request",
    "render",
]
