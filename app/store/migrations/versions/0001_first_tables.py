"""Decision records with their cards, feedback, used tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("hook", sa.String(64), nullable=False),
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("hook_instance", sa.String(36)),
        sa.Column("patient_key", sa.String(32), nullable=False),
        sa.Column("user_key", sa.String(32)),
        sa.Column("encounter_key", sa.String(32)),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("input_digest", sa.String(64), nullable=False),
        sa.Column("knowledge_version", sa.String(64), nullable=False),
        sa.Column("knowledge_hash", sa.String(64), nullable=False),
        sa.Column("package_version", sa.String(64), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("silent_because", sa.String(64)),
        sa.Column("shown", sa.Boolean, nullable=False),
        sa.Column("duration_ms", sa.Float, nullable=False),
    )
    for column in ("at", "patient_key", "input_digest"):
        op.create_index(f"ix_decision_{column}", "decision", [column])
    op.create_table(
        "card",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("decision", sa.String(36), sa.ForeignKey("decision.id", ondelete="CASCADE"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("uuid", sa.String(36)),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("indicator", sa.String(16), nullable=False),
    )
    for column in ("decision", "uuid"):
        op.create_index(f"ix_card_{column}", "card", [column])
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("said_at", sa.BigInteger),
        sa.Column("reason", sa.String(64)),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("suggestions", sa.JSON, nullable=False),
        sa.Column("commented", sa.Boolean, nullable=False),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])
    op.create_index("ix_feedback_card_client", "feedback", ["card", "client"])
    op.create_table(
        "token",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("expires", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_token_expires", "token", ["expires"])
