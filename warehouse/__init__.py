"""The published analytic store: its tables, engine, versions, calendar, catalogues and limits."""
