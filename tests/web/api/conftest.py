"""Programs that call in somebody's name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from helmline_web.people import tokens


@dataclass
class Program:
    """A program with a key."""

    key: str

    def get(self, path: str, **given: Any) -> Any:
        return Client().get(f"/api/v1/{path}", given, headers=self._headers())

    def post(self, path: str, body: Any) -> Any:
        return Client().post(f"/api/v1/{path}", json.dumps(body), "application/json", headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


@pytest.fixture
def program(cast) -> Callable[..., Program]:
    """Return what makes a program that calls in somebody's name."""
    cache.clear()  # nobody has called yet

    def make(name: str, *scopes: str) -> Program:
        wanted = list(scopes or ("figures", "rows"))
        return Program(tokens.create(cast.user[name], "a test", wanted, timedelta(days=1))[1])

    return make
