"""From files to rows of text: what a file is, how it is written, and every row of it or why not."""
