"""What people look at, decided to each word and number: published answers in, frozen values for the templates out."""
