"""SQLite: connection, `transaction()`, migrations, one module a subject. All SQL is here."""
