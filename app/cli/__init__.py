"""The commands, one file each; `main` only names them."""
