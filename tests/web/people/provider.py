"""An OpenID Connect provider on this machine, for tests: it signs what the test tells it to say."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwk, jwt

CLIENT, SECRET = "helmline", "a client secret"


class Provider:
    """Serves discovery, keys and tokens until closed. `claims` is what the next token says."""

    def __init__(self) -> None:
        self.key = jwk.RSAKey.generate_key(2048, parameters={"kid": "one"}, private=True)
        self.signing = self.key
        self.claims: dict[str, Any] = {}
        self.challenge = ""
        self.asked: dict[str, str] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> dict[str, Any]:
        if path.endswith("openid-configuration"):
            names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            return {"issuer": self.issuer, **{name: self.issuer + place for name, place in names.items()}}
        return {"keys": [self.key.as_dict(private=False)]}

    def token(self, form: dict[str, list[str]]) -> dict[str, Any]:
        """Hand a token to whoever has the code and proves that he began."""
        self.asked = {name: values[0] for name, values in form.items()}
        if create_s256_code_challenge(self.asked["code_verifier"]) != self.challenge:
            return {"error": "invalid_grant"}
        return {"id_token": jwt.encode({"alg": "RS256", "kid": "one"}, self.claims, self.signing)}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(provider.answer(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._send(provider.token(parse_qs(body)))

            def _send(self, said: dict[str, Any]) -> None:
                body = json.dumps(said).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                """Say nothing."""

        return Handler
