"""Where the state lives and which model is used; each setting is an environment variable `GUILLEMET_…`."""

from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ..corpus.errors import SettingsError
from ..corpus.reader import MAX_PACKED_BYTES
from .embedded_model import EMBEDDED_MODEL

__all__ = ["Settings"]


class Settings(BaseSettings):
    """Read from the environment when made; arguments win over the environment."""

    model_config = SettingsConfigDict(env_prefix="GUILLEMET_", frozen=True)

    home: Path = Field(default_factory=lambda: user_data_path("guillemet", appauthor=False))
    """`GUILLEMET_HOME`: the state folder (index database, derived files, the unpacked model)."""
    model: str = EMBEDDED_MODEL
    """`GUILLEMET_MODEL`: the embedded model, or any sentence-transformers name or local folder."""
    engine: Literal["auto", "onnx", "torch"] = "auto"
    """`GUILLEMET_ENGINE`: what runs the model; `auto` takes what was found to be the faster one here."""
    chunk_tokens: int = Field(default=160, ge=16, le=448)
    """`GUILLEMET_CHUNK_TOKENS`: the size of a chunk, in tokens of the model."""
    max_file_mb: int = Field(default=200, ge=1, le=MAX_PACKED_BYTES // 1_000_000)
    """`GUILLEMET_MAX_FILE_MB`: a larger file is passed over; in millions of bytes."""

    users: SecretStr = Field(default_factory=lambda: SecretStr(""))
    """`GUILLEMET_USERS`: who may use the chat, as `name:password`, several parted by white space."""
    token: SecretStr = Field(default_factory=lambda: SecretStr(""))
    """`GUILLEMET_TOKEN`: what programs show to be let in."""

    @classmethod
    def from_environment(cls) -> Self:
        """The settings of the environment; SettingsError, in one line, where a variable does not fit."""
        try:
            return cls()
        except ValidationError as error:
            wrong = error.errors()[0]
            name = f"GUILLEMET_{wrong['loc'][0]}".upper()
            raise SettingsError(f"{name} is {wrong['input']!r}, which does not fit: {wrong['msg']}") from error

    @cached_property
    def state_folder(self) -> Path:
        """`home`, absolute, with `~` expanded."""
        return self.home.expanduser().absolute()
