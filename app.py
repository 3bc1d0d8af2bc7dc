"""The server: ``streamlit run app.py`` starts it. What a visitor sees begins in pages/front_door.py."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from peil import api, handing_over
from peil.commands import run_in_app
from peil.middleware import ComingBack, PageLanguage, Refusals, SecurityHeaders
from peil.settings import is_on
from peil.store import database_path
from peil.ui import data, visitor

allowed_hosts = st.get_option("server.allowedHosts")
commands = handing_over.Door(lambda *asked: run_in_app(data.store(), *asked))


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Opens the database before the first visitor, and closes it when the server is told to stop."""
    data.open_at_start()
    visitor.log_at_start()
    if is_on("PEIL_WARM_UP"):
        threading.Thread(target=data.warm_up, name="warm up", daemon=True).start()
    with commands.open(database_path(), st.get_option("server.port"), allowed_hosts):
        yield
    data.close()


app = st.App(
    "pages/front_door.py",
    lifespan=lifespan,
    routes=[*api.routes(data.store), commands.route()],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(Refusals, allowed_hosts=allowed_hosts),
        Middleware(ComingBack),
        Middleware(PageLanguage),
    ],
)
