"""Files that were checked and kept."""

from documents.models.stored_file import StoredFile

__all__ = ["StoredFile"]
