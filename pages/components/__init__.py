"""Parts that several pages are made of: plain values in, components out."""
