"""Archives made for tests."""

import zipfile
from io import BytesIO

__all__ = ["zipped"]


def zipped(files):
    """A ZIP archive of names and contents."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()
