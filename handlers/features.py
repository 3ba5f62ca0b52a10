"""Load every feature, so that its commands are registered. A feature is a module of this package; a new one needs no entry anywhere."""

from __future__ import annotations

import importlib
import pkgutil

import handlers


def load() -> None:
    """Import all modules of the package, once."""
    for module in pkgutil.iter_modules(handlers.__path__, "handlers."):
        if not module.ispkg and module.name != __name__:
            importlib.import_module(module.name)
