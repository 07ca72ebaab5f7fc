"""The whole site as static files: every page, its data twins, and what they need to be shown.

Pages are asked from the application itself, so that a file is what the server would answer.
Links between them are rewritten to relative ones: the folder works from any place, also from a
disk. What needs a server (search, queries, forms) is left out of the pages.
"""

import re
import shutil
import tempfile
from collections import deque
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from posixpath import relpath
from urllib.parse import unquote, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from kg.errors import OutputError
from server.pages import register
from server.site import Site

MARKER = ".diplograph-site"
# These answer a request anew each time; a file cannot.
LIVING = ("/sparql", "/search", "/suggest", "/ask", "/compare", "/embed", "/q/", "/healthz")
STARTS = ("/", "/sitemap.xml", "/robots.txt", "/favicon.svg", "/api/terms.json")
_LINK = re.compile(r'(\s(?:href|src))="([^"]*)"')
_FORM = re.compile(r'<form class="facets".*?</form>', re.DOTALL)


def export_site(site: Site, out: Path, tell: Callable[[int, str], None]) -> int:
    """Write the whole site into a folder and return the number of files.

    The folder is written aside and moved into place whole. ``tell`` hears the count so far and
    the address of each page.

    Raises:
        OutputError: the folder holds something that is no exported site, or cannot be written.
    """
    _check(out)
    site.static_export = True
    app = Flask("diplograph-export")
    register(app, site)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            count = _write_all(app.test_client(), aside, tell)
            (aside / MARKER).write_text(f"{site.engine.identity}\n", encoding="utf-8")
            aside.chmod(0o755)
            if out.exists():
                shutil.rmtree(out)
            aside.rename(out)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as fault:
        raise OutputError(f"The site cannot be written to {out}: {fault.strerror}.") from fault
    return count


def _check(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file: name a folder for the site.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise OutputError(
            f"{out} holds other files and is left alone: name an empty folder, or one of an "
            "earlier export."
        )


def _write_all(client: FlaskClient, folder: Path, tell: Callable[[int, str], None]) -> int:
    waiting, seen, count = deque(STARTS), set(STARTS), 0
    while waiting:
        address = waiting.popleft()
        answer = client.get(address, headers={"Accept": "text/html, */*;q=0.5"})
        if answer.status_code != 200:
            continue
        body = answer.get_data()
        if answer.mimetype == "text/html":
            body, links = _rewritten(body.decode("utf-8"), address)
            fresh = [link for link in links if link not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
        path = folder / file_of(address)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        count += 1
        tell(count, address)
    return count


def file_of(address: str) -> str:
    """Return the file of an address: a page is the index of its folder."""
    path = unquote(urlsplit(address).path).strip("/")
    last = path.rsplit("/", 1)[-1]
    is_file = re.search(r"\.(css|js|svg|ttl|nt|rdf|jsonld|json|csv|txt|tsv|xml|rq)$", last)
    if is_file or last == "SHA256SUMS":
        return path
    return f"{path}/index.html".lstrip("/")


def _rewritten(html: str, address: str) -> tuple[bytes, list[str]]:
    """Return a page with relative links, and the addresses of the site that it links to."""
    own = file_of(address)
    found: list[str] = []

    def relative(match: re.Match[str]) -> str:
        target = unescape(match[2])
        parts = urlsplit(target)
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            return match[0]
        if parts.path.startswith(LIVING):
            return f'{match[1]}="{escape(relpath("index.html", _folder(own)))}"'
        if parts.path not in found:
            found.append(parts.path)
        place = relpath(file_of(parts.path), _folder(own))
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return f'{match[1]}="{escape(place + fragment)}"'

    return _LINK.sub(relative, _FORM.sub("", html)).encode("utf-8"), found


def _folder(name: str) -> str:
    return name.rpartition("/")[0] or "."
