"""How alembic runs here: over the connection it is handed, inside that connection's transaction."""

from alembic import context

from app.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=False,  # the transaction is the caller's, with its lock
)
context.run_migrations()
