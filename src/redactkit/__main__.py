"""``python -m redactkit``."""

from redactkit.cli.app import main

if __name__ == "__main__":
    raise SystemExit(main())
