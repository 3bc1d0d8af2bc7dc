"""What a data package says of its files: ``datapackage.json``, read as the foreign text that it is.

``data/descriptor.schema.json`` says what each member may be. Nothing else is used, and everything wrong is told at
once, by the member it stands in.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from peil import contract
from peil.errors import ContractError, UnreadableFile
from peil.importing.written_forms import Declared

DESCRIPTOR = "datapackage.json"
MAX_BYTES = 10_000_000
_WRONG_SHOWN = 20


@dataclass(frozen=True)
class Resource:
    """A file of a data package, and how it is written. ``name`` is its path in the package, with slashes."""

    path: Path
    name: str
    table: contract.Table
    delimiter: str | None
    encoding: str | None
    declared: dict[str, Declared] = field(default_factory=dict)


def resources(folder: Path) -> list[Resource]:
    """The files that the descriptor in ``folder`` names.

    Raises ContractError, with every member that is wrong, when it does not describe tables of the contract in files of
    its folder; UnreadableFile when it is no JSON.
    """
    described = _parsed(folder / DESCRIPTOR)
    wrong = [f"{_member(error)} {_what(error)}." for error in _validator().iter_errors(described)]
    if not wrong:
        wrong = _misfits(folder, described["resources"])
    if wrong:
        more = len(wrong) - _WRONG_SHOWN
        told = "\n".join(wrong[:_WRONG_SHOWN]) + (f"\nand {more} more" if more > 0 else "")
        raise ContractError(f"{folder.name}/{DESCRIPTOR} does not describe a data package that Peil reads:\n{told}")
    return [_resource(folder, resource) for resource in described["resources"]]


def _parsed(file: Path) -> Any:
    if not file.is_file():
        raise ContractError(f"The folder {file.parent.name} has no {DESCRIPTOR}, so it is not a data package.")
    about = f"{file.parent.name}/{DESCRIPTOR}"
    if file.stat().st_size > MAX_BYTES:
        raise UnreadableFile(f"{about} has more than {MAX_BYTES // 1_000_000} MB; that is no description of files.")
    try:
        return json.loads(file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{about} is not text in UTF-8. Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"{about} is not valid JSON at line {error.lineno}, column {error.colno}.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"{about} is not valid JSON: a number is too long, or it is nested too deeply.") from error


@cache
def _validator() -> jsonschema.Draft202012Validator:
    text = (contract.CONTRACT_FILE.parent / "descriptor.schema.json").read_text(encoding="utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))


def _member(error: jsonschema.ValidationError) -> str:
    """``resources[0].schema.fields[2].type``."""
    return error.json_path.removeprefix("$").removeprefix(".") or "It"


def _what(error: jsonschema.ValidationError) -> str:
    """What is wrong with a member, in words, with its value."""
    value = _shown(error.instance)
    match error.validator:
        case "required":
            return f"has no {error.message.partition(' is a ')[0]}"
        case "enum":
            return f"is {value}; it may be one of {json.dumps(error.validator_value)[1:-1]}"
        case "const":
            return f"is {value}; Peil reads only {json.dumps(error.validator_value)}"
        case "type":
            return f"is {value}, which is no {error.validator_value}"
        case "pattern" | "anyOf" if error.json_path.endswith("path"):
            return f"is {value}, which is no plain name of a file in the folder of the package"
    return f"is {value}: {error.validator} {json.dumps(error.validator_value)}"


def _shown(value: Any) -> str:
    """A value of the descriptor on one short line."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 60 else text[:57] + "…"


def _misfits(folder: Path, described: list[dict[str, Any]]) -> list[str]:
    """What is wrong with resources that are described as they should be: their tables and files."""
    wrong = []
    tables = {table.name for table in contract.tables()}
    names = [_path(resource) for resource in described]
    for place, (resource, name) in enumerate(zip(described, names, strict=True)):
        if resource["name"] not in tables:
            wrong.append(
                f"resources[{place}].name is {_shown(resource['name'])}, which is no table; "
                f"tables are {', '.join(sorted(tables))}."
            )
        if [one["name"] for one in described].index(resource["name"]) < place:
            wrong.append(f"resources[{place}].name is {_shown(resource['name'])} again; put its rows in one file.")
        if names.index(name) < place or name == DESCRIPTOR:
            wrong.append(f"resources[{place}].path is {_shown(name)}, which is another file of the package.")
        elif not name.isprintable():
            wrong.append(f"resources[{place}].path is {_shown(name)}, which holds characters that no name should.")
        elif (leads := _where(folder, name)) == "outside":
            wrong.append(f"resources[{place}].path is {_shown(name)}, which leads to a file outside the folder.")
        elif leads == "nowhere":
            wrong.append(f"resources[{place}].path is {_shown(name)}, and that file is not there.")
        for number, one in enumerate(resource.get("schema", {}).get("fields", [])):
            decimal, group = _marks(one)
            if decimal == group:
                member = f"resources[{place}].schema.fields[{number}].groupChar"
                wrong.append(f"{member} is {_shown(group)}, which is the decimal mark too.")
    return wrong


def _where(folder: Path, name: str) -> str:
    """Where a name in a folder leads, whatever links there are: ``inside``, ``outside`` or ``nowhere``."""
    file = folder / name
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            return "outside"
        return "inside" if file.is_file() else "nowhere"
    except (OSError, RuntimeError):
        # A link may lead to itself, and a name be longer than the disk takes.
        return "nowhere"


def _resource(folder: Path, described: dict[str, Any]) -> Resource:
    name = _path(described)
    return Resource(
        path=folder / name,
        name=name,
        table=contract.table(described["name"]),
        delimiter=described.get("dialect", {}).get("delimiter"),
        encoding=described.get("encoding"),
        declared={
            one["name"]: Declared(*_marks(one), _day_first(one.get("format", "default")))
            for one in described.get("schema", {}).get("fields", [])
        },
    )


def _path(described: dict[str, Any]) -> str:
    path = described["path"]
    return str(path[0] if isinstance(path, list) else path)


def _marks(described: dict[str, Any]) -> tuple[str, str]:
    """The decimal mark and the mark between groups of a field; every kind of space is one."""
    group = described.get("groupChar", "")
    return described.get("decimalChar", "."), " " if group.isspace() else group


def _day_first(date_format: str) -> bool | None:
    """Whether a Table Schema date format puts the day before the month; None when it does not say."""
    if "%m" in date_format and "%d" in date_format:
        return date_format.index("%d") < date_format.index("%m")
    return None
