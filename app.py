"""The server: ``streamlit run app.py`` starts it. What a visitor sees begins in pages/front_door.py."""

import streamlit as st
from starlette.middleware import Middleware

from peil.middleware import Refusals, SecurityHeaders

app = st.App(
    "pages/front_door.py",
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(Refusals, allowed_hosts=st.get_option("server.allowedHosts")),
    ],
)
