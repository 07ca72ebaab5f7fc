"""Where sources disagree, all in one place."""

from flask import Response

from server import facts
from server.pages.base import blueprint, page
from server.site import rows


@blueprint.get("/disagreements")
def disagreements() -> Response:
    """Show figures that differ, and things that one source says and another denies."""
    return page(
        "disagree.html",
        "Where sources disagree",
        groups=facts.conflicting_figures(facts.merged_figures(rows("figures-dated"))),
        denied=[row.text("subject") for row in rows("denied")],
    )
