"""The addresses that every test over all pages walks through."""

from urllib.parse import quote

from tests.server.pages.conftest import DOCUMENT

QUERY = (
    "PREFIX dg: <https://w3id.org/diplograph/ontology#> SELECT ?agreement ?quote ?passage "
    "WHERE { ?agreement dg:party ?actor ; dg:evidence ?passage . ?passage dg:quote ?quote }"
)
PAGES = (
    "/",
    "/kind",
    "/kind/Agreement",
    "/kind/Motive",
    "/page/actor/turkey",
    "/page/agreement/pipeline-contract-2015",
    "/page/crisis/aircraft-downing-2015",
    "/page/motive/1",
    "/page/observation/1",
    "/page/claim/16",
    "/doc",
    f"/doc/{DOCUMENT}",
    f"/doc/{DOCUMENT}/evidence/335-421",
    "/search?q=russia",
    "/timeline",
    "/map",
    "/map?frame=world",
    "/graph",
    "/compare?a=Russia&b=Turkey",
    "/ask?kind=Agreement&p1=party&v1=Russia",
    "/queries",
    "/queries/cq11-crises-in-order",
    "/sparql",
    f"/sparql?query={quote(QUERY)}",
    "/sparql?query=SELECT",
    "/ontology",
    "/ontology/party",
    "/ontology/Agreement",
    "/code/topic/nuclearEnergy",
    "/dataset",
    "/validation",
    "/disagreements",
    "/provenance",
    "/help",
    "/no/such/page",
)
ERRORS = {"/sparql?query=SELECT": 400, "/no/such/page": 404}
