"""The tables, the same on SQLite and PostgreSQL: ids, codes and times; no name, drug or score.

Topics of cards and the reason why there was none say something of a patient all the same: docs/safety/privacy.md.
"""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table

METADATA = MetaData()

DECISIONS = Table(
    "decision",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),  # milliseconds since 1970, UTC: alike on both databases
    Column("service", String(64), nullable=False),
    Column("hook", String(64), nullable=False),
    Column("client", String(64), nullable=False),
    Column("hook_instance", String(36)),
    Column("patient_key", String(32), nullable=False, index=True),
    Column("user_key", String(32)),
    Column("encounter_key", String(32)),
    Column("as_of", String(10), nullable=False),
    Column("input_digest", String(64), nullable=False, index=True),
    Column("knowledge_version", String(64), nullable=False),
    Column("knowledge_hash", String(64), nullable=False),
    Column("package_version", String(64), nullable=False),
    Column("code_hash", String(64), nullable=False),
    Column("settings", JSON, nullable=False),
    Column("silent_because", String(64)),
    Column("shown", Boolean, nullable=False),
    Column("duration_ms", Float, nullable=False),
)
"""One row a call."""

CARDS = Table(
    "card",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("decision", String(36), ForeignKey("decision.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("uuid", String(36), index=True),  # none: computed and not shown, or a finding on another card
    Column("key", String(32), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("indicator", String(16), nullable=False),
)
"""One row a card, shown or, in silent mode, only computed; and one a finding on the cards of an order hook."""

FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", String(64), primary_key=True),  # a digest of what was said, so that a repeat is the same row
    Column("at", BigInteger, nullable=False, index=True),
    Column("client", String(64), nullable=False),
    Column("service", String(64), nullable=False),
    Column("card", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("said_at", BigInteger),
    Column("reason", String(64)),
    Column("reasons", JSON, nullable=False),
    Column("suggestions", JSON, nullable=False),
    Column("commented", Boolean, nullable=False),
    Index("ix_feedback_card_client", "card", "client"),
)
"""One row an answer of a clinician to a card; free text is not kept, only that there was some."""

TOKENS = Table(
    "token",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("expires", BigInteger, nullable=False, index=True),
)
"""Used tokens, by a digest of issuer and id, until they expire."""
