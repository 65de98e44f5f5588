"""Every call there is, and the OpenAPI 3.1 document that is made from their declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from closeknit.web.api import loading, reading, segments, telling
from closeknit.web.api.calls import PREFIX, Call, Parameter
from closeknit.web.api.forms import REFERENCE, schemas
from closeknit.web.visits import Visit

JSON, PROBLEM = "application/json", "application/problem+json"

INTRODUCTION = (
    "Ask what pages show: answers, customers and people, what lies behind, what was loaded; and load files. "
    "Send a key as “Authorization: Bearer KEY”. What is worked out for the first time is answered with 202 "
    "and a job: ask again after Retry-After seconds. Every answer has an ETag; with If-None-Match it is 304 "
    "while nothing changed. Whatever is not done is told as a problem: what is wrong, where, what to do."
)

WORKED_OUT = ("Answer", "Today", "Party", "Segments", "SegmentOf", "Kept")
"""Forms that may take their time, for which a job is given first."""

PROBLEMS: Mapping[int, str] = {
    400: "The address holds a control character.",
    401: "No key, or one that nobody holds.",
    403: "The role of the key is not enough.",
    409: "Nothing is loaded yet, or another process writes.",
    422: "What was asked cannot be asked so.",
    429: "Too many calls in a minute.",
}
SENT: Mapping[int, str] = {
    411: "The length is not said.",
    413: "Too large.",
    415: "Not in the form that is taken.",
}
NONE: Mapping[int, str] = {404: "There is none."}


def calls() -> tuple[Call, ...]:
    """Every call, this document included."""
    return (*telling.CALLS, *reading.calls(), *loading.CALLS, *segments.CALLS, OPENAPI)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    paths: dict[str, dict[str, Any]] = {}
    for call in calls():
        paths.setdefault(call.shown_path, {})[call.method.lower()] = operation(call)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Closeknit", "version": version("closeknit"), "description": INTRODUCTION},
        "servers": [{"url": PREFIX}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def operation(call: Call) -> dict[str, Any]:
    """One call in the document."""
    in_address = [one for one in call.parameters if not call.takes_object or one.name in call.in_path]
    found: dict[str, Any] = {
        "operationId": call.name,
        "summary": call.help,
        "description": f"Least role: {call.least}.",
        "parameters": [parameter(one, call) for one in in_address],
        "responses": dict(responses(call)),
    }
    if call.takes_files:
        files = {"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1}
        sent = {"type": "object", "required": ["files"], "properties": {"files": files}}
        found["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": sent}}}
    if call.takes_object:
        found["requestBody"] = {"required": True, "content": {JSON: {"schema": object_of(call)}}}
    return found


def object_of(call: Call) -> dict[str, Any]:
    """The object that a call takes."""
    return {
        "type": "object",
        "required": [one.name for one in call.beside_path if one.needed],
        "properties": {one.name: {**field_of(one), "description": one.help} for one in call.beside_path},
        "additionalProperties": False,
    }


def field_of(one: Parameter) -> dict[str, Any]:
    """The type of a field of the object; null is as good as none where it need not be given."""
    schema = schema_of(one)
    return schema if one.needed else {"anyOf": [schema, {"type": "null"}]}


def schema_of(one: Parameter) -> dict[str, Any]:
    """The type of a parameter, with its default."""
    schema = msgspec.json.schema(one.type)
    if one.default not in (None, ""):
        schema["default"] = one.default
    return schema


def parameter(one: Parameter, call: Call) -> dict[str, Any]:
    """One parameter of a call."""
    return {
        "name": one.name,
        "in": "path" if one.name in call.in_path else "query",
        "required": one.needed,
        "description": one.help,
        "schema": schema_of(one),
    }


def type_words(one: Parameter) -> str:
    """The type of a parameter in a word or two."""
    schema = msgspec.json.schema(one.type)
    return " or ".join(schema.get("enum", ())) or str(schema.get("format") or schema["type"])


def responses(call: Call) -> Iterator[tuple[str, Any]]:
    """What a call may answer with, by status."""
    form = {"$ref": REFERENCE.format(name=call.gives)} if call.gives else {"type": "object"}
    yield (
        str(call.status),
        {"description": call.gives or "The document.", "content": {JSON: {"schema": form}}},
    )
    if call.method == "GET":
        yield "304", {"description": "The same as you have."}
    if call.gives in WORKED_OUT:
        later = {"$ref": REFERENCE.format(name="JobOf")}
        said = "It is being worked out; ask again after Retry-After seconds."
        yield "202", {"description": said, "content": {JSON: {"schema": later}}}
    # A question may be about a customer, person or deal that an option names.
    names = call.in_path or call.gives == "Answer"
    problems = {
        **PROBLEMS,
        **(SENT if call.takes_files or call.takes_object else {}),
        **(NONE if names else {}),
    }
    for status, said in sorted(problems.items()):
        schema = {"$ref": REFERENCE.format(name="Problem")}
        yield str(status), {"description": said, "content": {PROBLEM: {"schema": schema}}}


def _document(_visit: Visit, _given: Mapping[str, Any]) -> Any:
    return document()


OPENAPI = Call("openapi", "/openapi.json", "This interface as an OpenAPI document.", "", _document)
