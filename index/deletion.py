"""Deletes an index, not what it was made of."""

from ..corpus.errors import IndexStateError
from .index import DATABASE_FILE
from .settings import Settings
from .vector_file import DERIVED_FILES

__all__ = ["delete_index"]


def delete_index(settings: Settings) -> None:
    """Delete the index of the state folder, so that the next sync builds it anew; documents are untouched."""
    folder = settings.state_folder
    try:
        for name in (DATABASE_FILE, f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm", DERIVED_FILES):
            for path in folder.glob(name):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise IndexStateError(f"cannot delete the index in {folder} ({error.strerror or error})") from error
