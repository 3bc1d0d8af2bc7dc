"""The address (URL) is the state: every choice stands in it by id, also when it has its default value.

A link in the minutes of a meeting then opens the same view years later, in any language. Unknown ids fall back to
the default; nothing from the address is ever executed or deserialised.
"""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from peil import escaping


def read(name: str) -> str | None:
    """The id that ``name`` has in the address, else what this session chose before on another page, else None."""
    return st.query_params.get(name) or st.session_state.get(f"chosen_{name}")


def write(name: str, value: str) -> None:
    """Puts ``name=value`` in the address and remembers it for the other pages; an empty value takes it out."""
    st.session_state[f"chosen_{name}"] = value
    if not value:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def on_wall() -> bool:
    """Whether the page hangs on a wall: without filters, menu and fields, in large letters. ``wall=on`` says so."""
    return st.query_params.get("wall") == "on"


def link() -> str:
    """The address of exactly this view, to copy into minutes or an e-mail."""
    return f"{str(st.context.url or '').split('?')[0]}?{urlencode(st.query_params.to_dict())}"


def link_to(page: str, **choices: str) -> str:
    """The address of another page with every choice of this view, and ``choices`` besides; relative to this one."""
    return f"{page}?{urlencode({**st.query_params.to_dict(), **choices})}"


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
    wanted = read(name)
    current = wanted if wanted and wanted in options else default
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
    wanted = read(name)
    current = wanted if wanted and wanted in options else default
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


def choose_many(name: str, label: str, options: Mapping[str, str]) -> list[str]:
    """A row of pills whose choices stand in the address as ``name=<id>,<id>``; returns the ids, none meaning all."""
    current = [option for option in (read(name) or "").split(",") if option in options]
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
    def store() -> None:
        for other in resets:
            write(other, "")
        value: str | Sequence[str] | None = st.session_state[key]
        write(name, value if isinstance(value, str) else ",".join(value or ()))

    return store
