"""What every answer tells the browser: run nothing foreign, keep nothing, leak nothing."""

import gzip
from functools import lru_cache

from flask import Flask, Response, current_app, request

CONTENT_SECURITY_POLICY = "; ".join([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
])  # fmt: skip

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


#: What a view says of an answer that its own reader may keep, but not without asking each time whether it still holds.
PRIVATE = "private, no-cache"


#: what is the same for everybody, and has an address that changes with its content
LASTING = {"static", "house_style.stylesheet", "house_style.logo"}
#: what becomes much smaller when it is compressed
COMPRESSED = {"text/css", "text/javascript", "application/javascript", "image/svg+xml"}


def protect(app: Flask) -> None:
    """Put the headers on every answer of *app*, errors and files included."""
    app.after_request(_with_headers)


def _with_headers(response: Response) -> Response:
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.endpoint in LASTING and response.status_code < 400:
        # An address with a fingerprint never changes its content.
        fresh = "public, max-age=31536000, immutable" if "v" in request.args else "no-cache"
        response.headers["Cache-Control"] = fresh
        _compress(response)
    elif response.headers.get("Cache-Control") != PRIVATE:
        response.headers["Cache-Control"] = "no-store"
    return response


def _compress(response: Response) -> None:
    """Send a static file compressed to who can read that.

    Only these: a page holds what somebody typed beside what is secret, and its length would tell (BREACH).
    """
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or response.mimetype not in COMPRESSED:
        return
    if request.method != "GET" or not request.accept_encodings.quality("gzip") or "Range" in request.headers:
        return
    response.direct_passthrough = False
    etag, _ = response.get_etag()
    response.set_data(_gzipped(response.get_data()))
    response.content_encoding = "gzip"
    if etag is not None:
        response.set_etag(etag, weak=True)  # the same to who asks whether it changed, but not octet by octet
    response.headers.pop("Accept-Ranges", None)


@lru_cache(maxsize=32)
def _gzipped(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
