"""The steps; a new one is made by ``python -m bot migrate --new "what it does"``."""
