"""From rows of text to claims: what a mapping says of each row, as queries over all of them."""
