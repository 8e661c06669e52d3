"""A small OpenID Connect provider on loopback: it asks who somebody is, believes them, and vouches with a signed token.

All else is as the standard has it: a code that is good once and for one client, its secret and its redirect only, a
proof of who asked for it (PKCE), and an id token signed with RSA whose public key is to be had.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "planner", "a secret of this client alone"
HOUR = 3600

FORM = """<!doctype html><title>Provider</title><h1>Who are you?</h1><form method="post">
<label>E-mail <input name="email" autofocus></label><button>Continue</button></form>"""


@dataclass
class Provider:
    """`unverified`: addresses that it knows and does not vouch for; `ended`: sessions that were signed out of."""

    address: str
    redirect: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    unverified: set[str] = field(default_factory=set)
    ended: int = 0

    def discovery(self) -> dict[str, object]:
        """Where everything is."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            "end_session_endpoint": f"{self.address}/logout",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def code_for(self, asked: Mapping[str, str], email: str) -> str:
        """Where somebody is sent back to, with a code for them. Raises ValueError for who may not ask."""
        if (asked.get("client_id"), asked.get("redirect_uri")) != (CLIENT, self.redirect):
            raise ValueError("an unknown client or redirect")
        if asked.get("code_challenge_method") != "S256" or not asked.get("nonce"):
            raise ValueError("no proof, or no nonce")
        code = secrets.token_urlsafe()
        self.codes[code] = {**asked, "email": email}
        return f"{self.redirect}?{urlencode({'code': code, 'state': asked['state']})}"

    def token_for(self, given: Mapping[str, str], authorization: str) -> dict[str, object]:
        """The id token for a code. Raises ValueError where code, client or proof is not right."""
        scheme, _, told = authorization.partition(" ")
        if scheme != "Basic" or unquote(base64.b64decode(told).decode()).split(":") != [CLIENT, SECRET]:
            raise ValueError("not the client")
        asked = self.codes.pop(given["code"], None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).decode().rstrip("=")
        if asked is None or proof != asked["code_challenge"] or given["redirect_uri"] != asked["redirect_uri"]:
            raise ValueError("not the one who asked")
        token = self._signed(asked["email"], asked["nonce"])
        return {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": HOUR, "id_token": token}

    def _signed(self, email: str, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "sub": email, "iat": now, "exp": now + HOUR, "nonce": nonce}
        claims |= {"email": email, "email_verified": email not in self.unverified}
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    provider: Provider


@contextmanager
def providing(redirect: str) -> Iterator[Provider]:
    """The provider at work, for one client that is sent back to this address."""
    server = _Server(("127.0.0.1", 0), _Desk)
    server.provider = provider = Provider(f"http://127.0.0.1:{server.server_port}", redirect)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Desk(BaseHTTPRequestHandler):
    @property
    def provider(self) -> Provider:
        assert isinstance(self.server, _Server)
        return self.server.provider

    def do_GET(self) -> None:
        path, asked = urlsplit(self.path).path, self._asked()
        if path == "/.well-known/openid-configuration":
            self._json(self.provider.discovery())
        elif path == "/jwks":
            self._json({"keys": [self.provider.key.as_dict(private=False)]})
        elif path == "/authorize":
            self._answer(200, FORM, {"Content-Type": "text/html"})
        elif path == "/logout":
            self.provider.ended += 1
            self._answer(302, "", {"Location": asked["post_logout_redirect_uri"]})
        else:
            self._answer(404, "")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        try:
            if urlsplit(self.path).path == "/authorize":
                self._answer(302, "", {"Location": self.provider.code_for(self._asked(), given["email"])})
            else:
                self._json(self.provider.token_for(given, self.headers.get("Authorization", "")))
        except (KeyError, ValueError) as error:
            self._json({"error": "invalid_request", "error_description": str(error)}, 400)

    def _asked(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def _json(self, value: Mapping[str, Any], status: int = 200) -> None:
        self._answer(status, json.dumps(value), {"Content-Type": "application/json"})

    def _answer(self, status: int, text: str, headers: Mapping[str, str] | None = None) -> None:
        content = text.encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Says nothing."""
