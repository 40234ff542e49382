"""Open the chat window: ``python app.py``."""

from __future__ import annotations

import sys

from chatbot.cli import main

if __name__ == "__main__":
    sys.exit(main(["serve", *sys.argv[1:]]))
