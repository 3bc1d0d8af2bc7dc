"""What stands between the network and the dashboard: who is answered, and the headers of every answer."""

import base64
import hashlib
import logging
import re
from collections.abc import Sequence
from urllib.parse import parse_qs, quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from peil.texts import reading_language

log = logging.getLogger("peil")

# Follows the reader when the language is changed without loading the page again.
SET_LANGUAGE = "document.documentElement.lang=document.querySelector('.peil-language').lang"

# Streamlit sends a text when its field is left, or with Ctrl+Enter. A field that saves itself (data below
# .peil-saves) sends what was typed after a pause, so that a lost connection costs a few seconds at most.
SAVE_WHILE_TYPING = (
    "if(!window.peilSaves){window.peilSaves=new WeakMap();document.addEventListener('input',e=>{const f=e.target;"
    "if(!document.querySelector('.peil-saves')||!f.matches('textarea,input[type=text]'))return;"
    "clearTimeout(window.peilSaves.get(f));window.peilSaves.set(f,setTimeout(()=>f.dispatchEvent(new KeyboardEvent("
    "'keydown',{key:'Enter',code:'Enter',keyCode:13,ctrlKey:true,bubbles:true,cancelable:true})),1500))})}"
)

# Peil fills in an address that does not name every choice, as that of the menu: in place, so that Back leaves the page.
FILL_IN_PLACE = (
    "if(!window.peilFills){window.peilFills=history.pushState.bind(history);history.pushState=(s,t,u)=>"
    "/[?&]known_at=/.test(location.search)||new URL(u,location).pathname!==location.pathname"
    "?window.peilFills(s,t,u):history.replaceState(s,t,u)}"
)

# A page that is printed says on which day.
PRINTED = (
    "if(!window.peilPrints){window.peilPrints=1;addEventListener('beforeprint',()=>{document.querySelectorAll("
    "'.peil-day').forEach(d=>{d.textContent=new Date().toLocaleDateString(document.documentElement.lang,"
    "{dateStyle:'long'})})})}"
)

SCRIPTS = (SET_LANGUAGE, SAVE_WHILE_TYPING, FILL_IN_PLACE, PRINTED)

# Nothing but Peil's own files may run, be shown or be asked. What is wider than 'self' is what Streamlit cannot do
# without: styles made by its script, pictures and fonts written inside them, the recording of the screen that its menu
# offers, WebAssembly for whole numbers of 64 bits, and the one inline script of its page and ours above, by their
# hashes. tests/browser holds both sides: every page works, and the browser complains of none.
_OURS = " ".join(
    f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in SCRIPTS
)
_CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": f"'self' 'wasm-unsafe-eval' 'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA=' {_OURS}",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "media-src": "blob:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}

SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {where}" for what, where in _CONTENT_SECURITY_POLICY.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

# Of Streamlit's own addresses, /_stcore/..., only these are served: not its metrics, nor its interface for programs,
# nor its upload, which no page uses.
STREAMLIT_ADDRESSES = ("health", "host-config", "stream")


class SecurityHeaders:
    """Gives every HTTP answer ``SECURITY_HEADERS``."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class Refusals:
    """Answers what is not for Peil, before Streamlit sees it: with 400 or 404 and a sentence, a WebSocket with 403.

    ``allowed_hosts`` are names without a port; ``*.example.org`` stands for all names under it, ``*`` for any name.
    """

    def __init__(self, app: ASGIApp, allowed_hosts: Sequence[str]) -> None:
        self.app = app
        self.allowed_hosts = [host.lower() for host in allowed_hosts]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        if refusal is None:
            await self.app(scope, receive, send)
            return
        status, sentence = refusal
        log.warning("Refused %r: %s", scope["path"], sentence)
        refuse = WebSocketClose() if scope["type"] == "websocket" else PlainTextResponse(sentence, status_code=status)
        await refuse(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_allowed(host):
            return 400, (
                "This server does not answer to the name it was called by. Whoever runs it adds the name to "
                "server.allowedHosts; docs/deployment.md says how."
            )
        # Streamlit asks the same, but looks up this machine's address at a public service before it says no.
        if scope["type"] == "websocket" and headers.get("origin", host).rpartition("://")[2] != host:
            return 403, (
                "The page that asks has another name than this server was called by. A proxy in front of it must pass "
                "on the Host header as it came; docs/deployment.md says how."
            )
        _before, core, name = scope["path"].rpartition("/_stcore/")
        if core and name not in STREAMLIT_ADDRESSES:
            return 404, "There is nothing here."
        return None

    def _is_allowed(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return any(
            allowed in (name, "*") or (allowed.startswith("*.") and name.endswith(allowed[1:]))
            for allowed in self.allowed_hosts
        )


class PageLanguage:
    """Serves the page in the language of the address or the browser, as <html lang> says, and under Peil's own name.

    Streamlit's page says English, whatever the words are. When the language changes later, ``SET_LANGUAGE`` follows.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if "text/html" not in headers.get("accept", "") or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
        language = reading_language(asked, headers.get("accept-language", ""))
        # Asked for uncompressed, because it is written in.
        kept = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        start: Message = {}
        body = b""

        async def send_in_language(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            is_page = MutableHeaders(scope=start).get("content-type", "").startswith("text/html")
            if message["type"] != "http.response.body" or not is_page:
                if start:
                    await send(start)
                    start = {}
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                page = body.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
                page = page.replace(b"<title>Streamlit</title>", b"<title>Peil</title>", 1)
                MutableHeaders(scope=start)["content-length"] = str(len(page))
                await send(start)
                await send({"type": "http.response.body", "body": page})

        await self.app({**scope, "headers": kept}, receive, send_in_language)


_SIGN_IN = re.compile(r"(?P<base>.*)/(?P<name>auth/login|auth/logout|oauth2callback)")


class ComingBack:
    """Brings whoever signs in or out back to the page where they were.

    Streamlit's sign-in sends everybody to the first page. The page that asked for it is known by the Referer of that
    request; while the visitor is away at the provider, a cookie keeps it for the answer of ``/oauth2callback`` alone.
    """

    COOKIE = "peil_page"
    SECONDS = 900
    # Browsers refuse longer cookies; whoever was on a page with such an address comes back to the first page.
    LONGEST = 2000

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = _SIGN_IN.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if asked is None:
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        is_back = asked["name"] == "oauth2callback"
        page = unquote(connection.cookies.get(self.COOKIE, "")) if is_back else self._referring(connection)
        # Of this server only, and nothing that a browser could take for the name of another one.
        page = page if re.fullmatch(r"/(?![/\\])[!-~]*", page) else ""
        cookie = "" if is_back or len(page) > self.LONGEST else quote(page, safe="/?=&")

        async def send_back(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if page and headers.get("location") == f"{asked['base']}/":
                    headers["location"] = page
                headers.append(
                    "set-cookie",
                    f"{self.COOKIE}={cookie}; Max-Age={self.SECONDS if cookie else 0}; "
                    f"Path={asked['base']}/oauth2callback; HttpOnly; SameSite=Lax",
                )
            await send(message)

        await self.app(scope, receive, send_back)

    @staticmethod
    def _referring(connection: HTTPConnection) -> str:
        """The path and the choices of the page of this server that asks; empty when no such page does."""
        try:
            referring = urlsplit(connection.headers.get("referer", ""))
        except ValueError:
            return ""
        if referring.netloc != connection.headers.get("host"):
            return ""
        return referring.path + (f"?{referring.query}" if referring.query else "")
