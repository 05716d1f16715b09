"""Finds passages: chunks, vectors and words of documents, kept in one database and searched together."""
