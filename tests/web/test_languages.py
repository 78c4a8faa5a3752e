"""Every page of the access table in each language besides English, without a browser."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from .test_access_table import PUBLIC, TABLE

pytestmark = [pytest.mark.usefixtures("company"), pytest.mark.django_db]

PAGES = [name for name, (allowed, _given) in TABLE.items() if allowed != PUBLIC]
OTHERS = [code for code, _name in settings.LANGUAGES if code != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_page_answers_in_the_readers_language(cast, language: str) -> None:
    ada = cast.client("Ada")
    ada.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    faults = []
    for name in PAGES:
        page = ada.get(reverse(name, kwargs=TABLE[name][1]))
        if page.status_code != 200 or f'<html lang="{language}"' not in page.text:
            faults.append((name, page.status_code))
    assert not faults
