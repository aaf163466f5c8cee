"""Run by alembic: applies the versions to the connection that `storage.migrate` passes in."""

from alembic import context

from webhook_dashboard.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite"
)
with context.begin_transaction():
    context.run_migrations()
