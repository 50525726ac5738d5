"""All reading of the environment and of the one settings file, `luuri.env`.

Every setting is named LUURI_<FIELD> except Twilio's own three. A bad value stops the start with one
line that names the setting.
"""

from functools import cached_property
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The service's settings. Paths are absolute; numbers are E.164; URLs carry no trailing slash."""

    model_config = SettingsConfigDict(
        env_prefix="LUURI_",
        env_file=ROOT / "luuri.env",
        extra="ignore",
        populate_by_name=True,
        env_ignore_empty=True,
    )

    data: Path = Field(ROOT / "var", description="Folder of all state: database, models, prompts, secrets.")
    database_url: str = Field("", description="SQLAlchemy URL; empty means SQLite in the data folder.")
    host: str = Field("127.0.0.1", description="Address that HTTP listens on.")
    port: int = Field(
        8000, ge=1, le=65535, description="Port of HTTP; Rasa, actions and ears pick free ones."
    )
    public_url: str = Field("", description="https URL that Twilio sees; signatures are checked against it.")
    softphone: bool | None = Field(None, description="Serve the softphone; by default only on loopback.")

    whisper_model: str = Field("base", description="`base` (packaged), or any faster-whisper name or folder.")
    hearing_threads: int = Field(2, ge=1, le=64, description="Utterances that are recognised at once.")
    most_calls: int = Field(
        0,
        ge=0,
        description="Calls that Luuri holds at once; others go to a person. 0: 12 a thread of hearing.",
    )
    voice: str = Field(
        "", description="Voice id as `luuri voices list` shows; empty chooses the best present."
    )
    piper_model: Path | None = Field(None, description="A Piper voice's .onnx file.")
    transfer_numbers: dict[str, str] = Field(
        default_factory=dict,
        description='Checked E.164 numbers by service id, as JSON: {"ensilinja": "+358..."}.',
    )

    duty_numbers: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="E.164 numbers, comma between: rung in order when a caller in danger is cut off.",
    )

    twilio_account_sid: str = Field("", validation_alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: str = Field("", validation_alias="TWILIO_AUTH_TOKEN")
    twilio_number: str = Field("", validation_alias="TWILIO_NUMBER", description="Our number, E.164.")
    record_calls: bool = Field(
        False, description="Keep the sound of what callers say, and tell them so; off by default."
    )
    sms_confirmation: bool = Field(False, description="Offer an SMS after a booking (names no need).")

    learn_from_calls: bool = Field(
        False,
        description="Let administrators take callers' words into the examples, rewritten and confirmed.",
    )

    oidc_issuer: str = Field(
        "", description="OpenID Connect provider for the console; empty means passwords only."
    )
    oidc_client_id: str = Field("", description="The console's client id at the provider.")
    oidc_client_secret: str = Field("", description="The console's client secret at the provider.")
    oidc_claim: str = Field("preferred_username", description="The claim that holds a person's sign-in name.")

    @field_validator("duty_numbers", mode="before")
    @classmethod
    def _numbers(cls, value: Any) -> Any:
        numbers = tuple(each.strip() for each in value.split(",")) if isinstance(value, str) else tuple(value)
        for number in numbers:
            if not (number.startswith("+") and number[1:].isdigit()):
                raise ValueError(f"{number!r} is not an E.164 number such as +35814...")
        return numbers

    @field_validator("data")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("public_url")
    @classmethod
    def _plain_url(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("must start with https://")
        return value.rstrip("/")

    @field_validator("twilio_number")
    @classmethod
    def _e164(cls, value: str) -> str:
        if value and not (value.startswith("+") and value[1:].isdigit()):
            raise ValueError("must be an E.164 number such as +35814...")
        return value

    @model_validator(mode="after")
    def _twilio_is_whole(self) -> "Settings":
        if bool(self.twilio_account_sid) != bool(self.twilio_auth_token):
            raise ValueError("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN go together: set both or neither")
        if self.twilio_account_sid and not self.public_url:
            raise ValueError("LUURI_PUBLIC_URL is needed with Twilio: its signatures are made over that URL")
        return self

    @model_validator(mode="after")
    def _open_id_is_whole(self) -> "Settings":
        parts = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
        if any(parts) and not all(parts):
            raise ValueError("LUURI_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET go together: set all or none")
        if self.oidc_issuer and not self.oidc_issuer.startswith(
            ("https://", "http://localhost", "http://127.")
        ):
            raise ValueError("LUURI_OIDC_ISSUER must start with https://")
        return self

    @property
    def has_twilio(self) -> bool:
        return bool(self.twilio_account_sid)

    @property
    def softphone_enabled(self) -> bool:
        if self.softphone is None:
            return self.host in ("127.0.0.1", "::1", "localhost")
        return self.softphone

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'luuri.db'}"

    @cached_property
    def secret(self) -> str:
        """Random key of this installation; made once, readable by its owner alone."""
        path = self.data / "secret"
        self.data.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(token_urlsafe(32))
        return path.read_text().strip()
