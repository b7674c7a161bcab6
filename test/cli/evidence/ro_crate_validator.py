"""Checks a crate by roc-validator (RO-Crate 1.1), with the context of RO-Crate from a file in place of the network.

usage: ro_crate_validator.py CRATE_FOLDER CONTEXT.jsonld   prints the issues of required checks as JSON
"""

import json
import pathlib
import sys

import rdflib.plugins.shared.jsonld.context as jsonld_context
import rdflib.plugins.shared.jsonld.util as jsonld_util
from rocrate_validator import models, services
from rocrate_validator.utils import http

URL = "https://w3id.org/ro/crate/1.1/context"
CONTEXT = pathlib.Path(sys.argv[2]).read_text(encoding="utf8")

source_to_json = jsonld_util.source_to_json


def from_file(source, *args, **kwargs):
    return (json.loads(CONTEXT), None) if source == URL else source_to_json(source, *args, **kwargs)


jsonld_util.source_to_json = jsonld_context.source_to_json = from_file


class Answer:
    status_code = 200
    ok = True
    text = CONTEXT
    content = CONTEXT.encode()
    headers = {"Content-Type": "application/ld+json"}

    def json(self):
        return json.loads(CONTEXT)


def get(_self, url, **_kwargs):
    if url != URL:
        raise OSError(f"no network for {url}")
    return Answer()


http.HttpRequester.get = get
result = services.validate(
    services.ValidationSettings(
        rocrate_uri=sys.argv[1],
        profile_identifier="ro-crate-1.1",
        requirement_severity=models.Severity.REQUIRED,
    )
)
print(json.dumps([f"{issue.check.identifier}: {issue.message}" for issue in result.get_issues()]))
