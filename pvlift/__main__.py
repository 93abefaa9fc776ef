"""`python -m pvlift` is the command `pvlift`."""

from pvlift.cli import main

if __name__ == "__main__":
    main()
