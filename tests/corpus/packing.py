"""Archives made for tests."""

import zipfile
from io import BytesIO

__all__ = ["repacked", "zipped"]


def zipped(files):
    """A ZIP archive of names and contents."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def repacked(data, changes):
    """A ZIP archive with these members changed: from each name to what makes its new content of the old."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return zipped(files | {name: change(files.get(name, b"")) for name, change in changes.items()})
