"""The address (URL) is the state: every choice stands in it by id, also when it has its default value.

A link in the minutes of a meeting then opens the same view years later, in any language. An id that is not known is
said on the page, with what is shown instead; nothing from the address is ever executed or deserialised.

What a run writes is put in the address once, at its end: each change would be a step of its own for Back.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from peil import escaping
from peil.ui import callbacks
from peil.ui.callbacks import callback

# Every address that Peil makes names this choice. One that does not was opened from the menu, or typed.
_ALWAYS_THERE = "programme"


def begin() -> None:
    """Opens the address of a visit: what it asks for that is not there is collected anew."""
    _catch_up()
    st.session_state["not_here"] = []
    st.session_state["shown_choices"] = []
    # The address of the menu says nothing: then what was chosen before goes along. Any other address is the whole
    # truth, so that Back and Forward agree with the screen.
    st.session_state["is_carried"] = _ALWAYS_THERE not in current()


def end() -> None:
    """Puts in the address what this run wrote, in one step."""
    wanted, put = current(), st.session_state["address_put"]
    if wanted != put or wanted != st.query_params.to_dict():
        _left().append(put)
        st.session_state["address_put"] = wanted
        st.query_params.from_dict(wanted)
    forget_run()


def _catch_up() -> None:
    """Goes on from the address that was put last, where the browser is still at an earlier one.

    Whoever chooses two things quickly sends the second choice with the address from before the first: that address is
    late, and would undo the first. A link or Back to the same address means it.
    """
    here, left = st.query_params.to_dict(), _left()
    if callbacks.take_acted() and here in left:
        put: dict[str, str] = st.session_state["address_put"]
        for name in {**here, **put}:
            _written().setdefault(name, put.get(name))
    else:
        left.clear()
        st.session_state["address_put"] = here


def _left() -> list[dict[str, str]]:
    """The addresses that were replaced, and that the browser may still be at."""
    left: list[dict[str, str]] = st.session_state.setdefault("addresses_left", [])
    return left


def forget_run() -> None:
    """Forgets what this run wrote: another page opens, with an address of its own."""
    _written().clear()


def current() -> dict[str, str]:
    """What stands in the address, with what this run wrote."""
    together = {**st.query_params.to_dict(), **_written()}
    return {name: value for name, value in together.items() if value is not None}


def _written() -> dict[str, str | None]:
    written: dict[str, str | None] = st.session_state.setdefault("address_written", {})
    return written


def read(name: str) -> str | None:
    """The id that ``name`` has in the address, else what this session chose before on another page, else None."""
    found = current()
    if name in found or not st.session_state.get("is_carried"):
        return found.get(name)
    return st.session_state.get(f"chosen_{name}")


def write(name: str, value: str) -> None:
    """Puts ``name=value`` in the address and remembers it for the other pages; an empty value takes it out."""
    st.session_state[f"chosen_{name}"] = value
    _written()[name] = value or None


def on_wall() -> bool:
    """Whether the page hangs on a wall: without filters, menu and fields, in large letters. ``wall=on`` says so."""
    return st.query_params.get("wall") == "on"


def link() -> str:
    """The address of exactly this view, to copy into minutes or an e-mail."""
    return f"{str(st.context.url or '').split('?')[0]}?{urlencode(current())}"


def link_to(page: str, **choices: str) -> str:
    """The address of another page with every choice of this view, and ``choices`` besides; relative to this one."""
    return f"{page}?{urlencode({**current(), **choices})}"


def not_here(label: str, wanted: str, shown: str) -> None:
    """Remembers that the address asks for what is not there, and what is ``shown`` instead; nothing when empty."""
    st.session_state["not_here"].append((label, wanted, shown))


def take_not_here() -> list[tuple[str, str, str]]:
    """What the address asks for that is not there, once: the label of the choice, the id, and what is shown instead."""
    taken, st.session_state["not_here"] = st.session_state["not_here"], []
    return list(taken)


def shown_choices() -> list[tuple[str, str]]:
    """The choices that stand on the page, for paper: the label and what is chosen."""
    return list(st.session_state.get("shown_choices", []))


def chosen(name: str, label: str, options: Mapping[str, str], default: str) -> str:
    """The id that is chosen of ``options``. One that only the address names, and that is none of them, is told."""
    wanted = read(name)
    known = wanted if wanted and wanted in options else default
    if wanted and wanted != known and name in st.query_params:
        not_here(label, wanted, options.get(default, ""))
    st.session_state["shown_choices"].append((label, options.get(known, known)))
    return known


def choose(
    name: str,
    label: str,
    options: Mapping[str, str],
    default: str,
    *,
    help: str | None = None,
    width: int = 200,
    resets: Sequence[str] = (),
) -> str:
    """A drop-down whose choice stands in the address as ``name=<id>``; returns the id.

    Choosing something else forgets the choices named in ``resets``, which would make no sense any more.
    """
    current = chosen(name, label, options, default)
    key = f"widget_{name}"
    st.session_state[key] = current
    st.selectbox(
        escaping.markdown(label),
        list(options),
        format_func=lambda option: escaping.legible(options.get(option, option)),
        key=key,
        help=help,
        width=width,
        on_change=_store(name, key, resets),
    )
    write(name, current)
    return current


def search(name: str, label: str, *, width: int = 300) -> str:
    """A field to search in, whose words stand in the address as ``name=<words>``; returns them."""
    current = read(name) or ""
    st.session_state["shown_choices"].append((label, current))
    key = f"widget_{name}"
    st.session_state[key] = current
    st.text_input(
        escaping.markdown(label),
        key=key,
        width=width,
        max_chars=100,
        icon=":material/search:",
        on_change=_store(name, key),
    )
    write(name, current)
    return current


def choose_one(name: str, label: str, options: Mapping[str, str], default: str) -> str:
    """A row of buttons of which one is chosen, whose choice stands in the address as ``name=<id>``; returns the id."""
    current = chosen(name, label, options, default)
    key = f"widget_{name}"
    st.session_state[key] = current
    st.segmented_control(
        escaping.markdown(label),
        list(options),
        format_func=lambda option: escaping.markdown(options.get(option, option)),
        key=key,
        label_visibility="collapsed",
        required=True,
        on_change=_store(name, key),
    )
    write(name, current)
    return current


def several(name: str, options: Collection[str]) -> list[str]:
    """Which of the options the address names, as ``choose_many`` writes them."""
    return [option for option in (read(name) or "").split(",") if option in options]


def choose_many(name: str, label: str, options: Mapping[str, str]) -> list[str]:
    """A row of pills whose choices stand in the address as ``name=<id>,<id>``; returns the ids, none meaning all."""
    current = several(name, options)
    if name in st.query_params:
        for option in filter(None, (read(name) or "").split(",")):
            if option not in options:
                not_here(label, option, "")
    st.session_state["shown_choices"].append((label, "; ".join(options[option] for option in current)))
    key = f"widget_{name}"
    st.session_state[key] = current
    st.pills(
        escaping.markdown(label),
        list(options),
        selection_mode="multi",
        format_func=lambda option: escaping.markdown(options.get(option, option)),
        key=key,
        label_visibility="collapsed",
        on_change=_store(name, key),
    )
    write(name, ",".join(current))
    return current


def _store(name: str, key: str, resets: Sequence[str] = ()) -> Callable[[], None]:
    @callback
    def store() -> None:
        for other in resets:
            write(other, "")
        value: str | Sequence[str] | None = st.session_state[key]
        write(name, value if isinstance(value, str) else ",".join(value or ()))

    return store
