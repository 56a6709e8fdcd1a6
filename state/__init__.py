"""The second database: what the product writes itself, from readers and sessions to the audit log and saved views."""
