"""Every question to the warehouse: selection, scope, metrics, measure, rows."""
