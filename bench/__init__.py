"""`make bench`: how fast and how large, as figures beside the bars; nothing is asserted here."""
