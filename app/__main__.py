"""`python -m app` is `trd-cds`, for where the command is not on the path."""

from app.cli.entry import main

main()
