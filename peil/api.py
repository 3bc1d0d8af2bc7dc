"""The routes: every answer of the pages for programs, in the same words, from the same process and the same queries.

``/api/v1/<answer>.json``, ``.csv`` or ``.xlsx`` takes the parameters that stand in the address of the page.
``/api/v1/`` lists the answers for people, ``/api/v1/openapi.json`` for programs; both are made from the code.
``/original/<submission>?row=…`` shows a stored row in the file it came from. ``PEIL_ROUTES=off`` switches all of them
off.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from peil.answers import Answer, Row, catalogue, choices
from peil.answers.view import View
from peil.documents import TakenHome, html
from peil.documents.csv_file import csv_file
from peil.documents.workbook import workbook
from peil.errors import PeilError, UnknownChoice
from peil.importing import originals
from peil.settings import is_on
from peil.store import Store
from peil.texts import LANGUAGES, N_, Words

log = logging.getLogger("peil")

BASE = "/api/v1/"
ORIGINAL = "/original/"
# So many questions at a time; the threads that serve the pages stay free.
AT_ONCE = 2
# One answer has no more rows; a page shows far fewer.
MOST_ROWS = 50_000

_MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def routes(opened: Callable[[], Store]) -> list[Route]:
    """The routes on the store that ``opened`` gives; none when they are switched off."""
    if not is_on("PEIL_ROUTES"):
        return []
    limiter = anyio.CapacityLimiter(AT_ONCE)

    async def answered(request: Request) -> Response:
        name, form = request.path_params["name"], request.path_params["form"]
        async with limiter:
            return await run_in_threadpool(_answer, opened, request, name, form)

    async def listed(request: Request) -> Response:
        return HTMLResponse(_listed(request.query_params.get("lang", "")))

    async def original(request: Request) -> Response:
        async with limiter:
            return await run_in_threadpool(_original, opened, request, request.path_params["submission"])

    async def described(_request: Request) -> Response:
        return JSONResponse(openapi())

    return [
        Route(BASE, listed),
        Route(f"{BASE}openapi.json", described),
        Route(f"{BASE}{{name}}.{{form}}", answered),
        Route(f"{ORIGINAL}{{submission:int}}", original),
    ]


def _answer(opened: Callable[[], Store], request: Request, name: str, form: str) -> Response:
    """An answer as a file; 400 with a sentence for what cannot be asked, 404 for what is not there."""
    words = _words(request.query_params.get("lang", ""))
    if name not in catalogue.ANSWERS or form not in _MEDIA:
        return _refusal(404, words.text("There is no such answer. {base} lists those that there are.", base=BASE))
    try:
        chosen = _chosen(request, name)
        store = opened()
        tag = f'"{hashlib.sha256(f"{store.stamp} {name}.{form} {sorted(chosen.items())}".encode()).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        view = choices.view_of(store.rows, chosen, store.stamp)
        answer = catalogue.asked(name, view, chosen)
        if len(answer.rows) > MOST_ROWS:
            raise UnknownChoice(N_("That is more than {rows} rows. Narrow the question."), rows=MOST_ROWS)
        address = _address(request, name, form, view, chosen)
        body = _body(form, view, answer, chosen, address)
    except UnknownChoice as error:
        return _refusal(400, words.text(error.sentence, **error.values))
    except PeilError as error:
        return _refusal(503, words.text(error.sentence, **error.values))
    except Exception:
        log.exception("The route %s failed.", request.url.path)
        return _refusal(500, words.text("Something went wrong here. It has been written to the log."))
    headers["Link"] = f'<{address}>; rel="cite-as"'
    if form != "json":
        headers["Content-Disposition"] = f'attachment; filename="peil-{name}-{view.partnership.lower()}.{form}"'
    return Response(body, media_type=_MEDIA[form], headers=headers)


def _chosen(request: Request, name: str) -> dict[str, str]:
    """The parameters of an address. Raises UnknownChoice for one that is not known, or that is there twice."""
    known = [*choices.NAMES, *(choice.name for choice in catalogue.choices(name))]
    given = request.query_params.multi_items()
    for parameter, _value in given:
        if parameter not in known:
            raise UnknownChoice(
                N_("{name} cannot be asked here. Known: {known}."), name=parameter, known=", ".join(known)
            )
    if len({parameter for parameter, _value in given}) < len(given):
        raise UnknownChoice(N_("Each parameter can be given once; several values stand with commas between them."))
    return dict(given)


def _address(request: Request, name: str, form: str, view: View, chosen: Mapping[str, str]) -> str:
    """The address at which exactly these figures can be asked again, also after others have been handed in."""
    pinned = {
        "programme": view.partnership,
        "as_of": view.as_of.isoformat(),
        "known_at": view.known_at.isoformat(),
        "partner": view.partner or choices.ALL,
        "kind": view.kind or choices.ALL,
        "lang": view.language,
    }
    own = {choice: value for choice, value in chosen.items() if choice not in pinned}
    return f"{request.url_for('answered', name=name, form=form)}?{urlencode({**pinned, **own})}"


def _body(form: str, view: View, answer: Answer, chosen: Mapping[str, str], address: str) -> bytes:
    own = {name: value for name, value in chosen.items() if name not in choices.NAMES}
    taken = TakenHome(view, answer, own, address)
    if form == "csv":
        return csv_file(taken)
    if form == "xlsx":
        return workbook(taken)
    said = {
        "title": answer.title,
        "sentences": [str(sentence) for sentence in answer.sentences],
        "notes": list(answer.notes),
        "address": address,
        **taken.stamp(),
        "query": answer.asked.query,
        "parameters": dict(answer.asked.parameters),
        "columns": [{"name": name, "title": title} for name, title in taken.titles().items()],
        "records": answer.records(),
    }
    return json.dumps(said, ensure_ascii=False, default=_plain, allow_nan=False).encode()


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an answer.")


def _refusal(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status_code=status)


def _words(language: str) -> Words:
    return Words(language if language in LANGUAGES else "en")


def _questions() -> Iterator[tuple[str, str, list[catalogue.Choice]]]:
    """Each answer: its name, what it says, and its own choices."""
    for name, function in catalogue.ANSWERS.items():
        yield name, (function.__doc__ or "").strip().splitlines()[0], catalogue.choices(name)


def openapi() -> dict[str, Any]:
    """The routes as an OpenAPI 3.1 document."""
    shared = [{"name": name, "in": "query", "required": False, "schema": {"type": "string"}} for name in choices.NAMES]
    paths = {}
    for name, said, own in _questions():
        parameters = shared + [
            {
                "name": choice.name,
                "in": "query",
                "required": choice.is_needed,
                "schema": {"type": "string"},
                **({"description": "Several values stand with commas between them."} if choice.is_list else {}),
            }
            for choice in own
        ]
        for form, media in _MEDIA.items():
            paths[f"{BASE}{name}.{form}"] = {
                "get": {
                    "summary": said,
                    "operationId": f"{name}-{form}",
                    "parameters": parameters,
                    "responses": {
                        "200": {"description": "The answer.", "content": {media.split(";")[0]: {}}},
                        "304": {"description": "Nothing was handed in since."},
                        "400": {"description": "What was asked is not there, or is too much; the sentence says which."},
                        "503": {"description": "The figures cannot be read now; the sentence says why."},
                    },
                }
            }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Peil", "version": "1", "description": "The answers of the dashboard, for programs."},
        "paths": paths,
    }


def _listed(language: str) -> str:
    """The list of answers for people."""
    words = _words(language)
    _ = words.text
    rows, links = [], []
    for name, said, own in _questions():
        needed = [choice.name for choice in own if choice.is_needed]
        rows.append((name, said, ", ".join(f"{choice.name}" for choice in own) or "–", *_MEDIA))
        links.append([f"{BASE}{name}.{form}" if not needed else "" for form in _MEDIA])
    titles = [_("Answer"), _("What it says"), _("Its own choices"), *(form.upper() for form in _MEDIA)]
    return html.page(
        words.language,
        _("The figures for programs"),
        html.paragraph(
            _(
                "Each answer takes the parameters that stand in the address of its page: {names}.",
                names=", ".join(choices.NAMES),
            )
        ),
        html.paragraph(
            _("An answer says under which address exactly the same figures can be asked again, also after corrections.")
        ),
        html.link(f"{BASE}openapi.json", "OpenAPI 3.1"),
        html.table(titles, rows, _("Answers"), {3 + at: [row[at] for row in links] for at in range(len(_MEDIA))}),
    )


def original_address(row: Row, language: str) -> str:
    """The address of a stored row in the file it came from; ``row`` has submission_id, file_name, sheet, source_row."""
    if not row["file_name"] or not row["source_row"] or not is_on("PEIL_ROUTES"):
        return ""
    asked = {"file": row["file_name"], "sheet": row["sheet"], "row": row["source_row"], "lang": language}
    return f"{ORIGINAL}{row['submission_id']}?{urlencode({name: value for name, value in asked.items() if value})}"


def _original(opened: Callable[[], Store], request: Request, submission_id: int) -> Response:
    """The rows of an original file around one row, as a page; the file itself when no row is asked for."""
    asked = request.query_params
    words = _words(asked.get("lang", ""))
    _ = words.text
    try:
        original = originals.kept(opened(), submission_id)
        file = original.file(asked.get("file") or original.entry.name) if original else None
        if original is None or file is None:
            return _refusal(404, _("There is no such file among what was handed in."))
        if "row" not in asked:
            return FileResponse(file, filename=file.name, media_type="application/octet-stream")
        number = int(asked["row"]) if asked["row"].isdecimal() and len(asked["row"]) < 9 else 1
        found = originals.rows_around(file, asked.get("sheet"), number)
    except PeilError as error:
        return _refusal(503, _(error.sentence, **error.values))
    except Exception:
        log.exception("The route %s failed.", request.url.path)
        return _refusal(500, _("Something went wrong here. It has been written to the log."))
    if found is None:
        return _refusal(404, _("There is no such row in {file}.", file=file.name))
    numbers = [at for at, _cells in found.rows]
    title = _("{file}, row {row}", file=file.name, row=number)
    return HTMLResponse(
        html.page(
            words.language,
            title,
            html.paragraph(
                _(
                    "Submission {submission}, handed in on {day}: the rows around the one that was asked for.",
                    submission=submission_id,
                    day=words.day(original.entry.received_at),
                )
            ),
            html.table(
                [_("Row"), *found.header],
                [(at, *cells) for at, cells in found.rows],
                title,
                marked=numbers.index(number) if number in numbers else None,
            ),
            html.link(
                f"{ORIGINAL}{submission_id}?{urlencode({'file': asked.get('file') or file.name})}", _("The whole file")
            ),
        )
    )
