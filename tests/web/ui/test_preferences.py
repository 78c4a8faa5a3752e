"""Theme, density and language without JavaScript."""

import pytest


def test_it_keeps_the_theme_and_goes_back(client):
    answer = client.post("/ui/preferences", {"theme": "dark", "next": "/ui/styleguide"})
    assert answer["Location"] == "/ui/styleguide"
    assert 'data-theme="dark"' in client.get("/ui/styleguide").content.decode()


def test_it_keeps_the_density(client):
    client.post("/ui/preferences", {"density": "compact"})
    assert 'data-density="compact"' in client.get("/ui/styleguide").content.decode()


def test_it_keeps_the_language(client):
    client.post("/ui/preferences", {"language": "it"})
    assert '<html lang="it"' in client.get("/ui/styleguide").content.decode()


@pytest.mark.parametrize("sent", [{"theme": "pink"}, {"language": "xx"}, {}, {"next": "/"}])
def test_it_refuses_what_it_does_not_offer(client, sent):
    assert client.post("/ui/preferences", sent).status_code == 400


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_it_never_sends_anybody_elsewhere(client, address):
    assert client.post("/ui/preferences", {"theme": "dark", "next": address})["Location"] == "/"


def test_it_counts_a_forged_cookie_for_nothing(client):
    client.cookies["helmline_theme"] = '"><script>'
    words = client.get("/ui/styleguide").content.decode()
    assert "data-theme" not in words


def test_it_changes_nothing_by_a_link(client):
    assert client.get("/ui/preferences?theme=dark").status_code == 405
