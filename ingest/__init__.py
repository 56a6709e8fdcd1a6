"""A delivery on its way in: readers, mapping, checks, derivation, the next version."""
