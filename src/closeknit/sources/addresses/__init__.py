"""Files that lie at an address on the web: which may be asked, and how one is fetched."""
