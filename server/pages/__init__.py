"""The pages: what people look at rather than read.

Every page is drawn on the server and works without JavaScript; scripts only make it quicker.
"""

from flask import Flask

from server.pages import (  # noqa: F401 - each module adds its routes to the blueprint
    base,
    compare,
    dataset,
    disagree,
    documents,
    home,
    kinds,
    ontology,
    pictures,
    query,
    search,
    service,
    sharing,
    things,
    views,
)
from server.site import EXTENSION, Site


def register(app: Flask, site: Site) -> None:
    """Add the pages to an application, to be answered from a site."""
    app.extensions[EXTENSION] = site
    base.prepare(app)
    app.register_blueprint(base.blueprint)


def warm(app: Flask) -> None:
    """Read the names of the graph and the templates, before somebody waits for them."""
    site = app.extensions[EXTENSION]
    assert isinstance(site, Site)  # noqa: S101 - tells the type checker
    site.known()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
