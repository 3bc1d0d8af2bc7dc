"""The front door: page set-up, the shared filters, the menu; then the chosen page."""

import atexit
import gc
import logging

import streamlit as st

from peil.errors import PeilError
from peil.ui import data, filters

log = logging.getLogger("peil")


@st.cache_resource(show_spinner=False)
def _warm_up() -> None:
    # Streamlit collects garbage after every run; without freezing what was imported that costs some 90 ms each time.
    data.store()
    gc.collect()
    gc.freeze()
    # What is still frozen when Python ends is taken for a leak, and DuckDB then prints a page of complaints.
    atexit.register(gc.unfreeze)


st.set_page_config(page_title="Peil", page_icon=":material/water_lux:", layout="wide")
words = filters.choose_language()
_ = words.text

try:
    page = st.navigation(
        [
            st.Page(
                "pages/progress/results.py",
                title=_("Results"),
                icon=":material/flag:",
                url_path="results",
                default=True,
            ),
            st.Page("pages/progress/indicator.py", title=_("Indicator"), url_path="indicator", visibility="hidden"),
        ],
        position="top",
    )
    _warm_up()
    data.refresh_stamp()
    view = filters.show(words)
    if view is None:
        st.title("Peil")
        st.info(
            _(
                "Nothing has been imported yet. Run `make run`, or `python -m peil setup`, to load the published "
                "figures; your own with `python -m peil import FILE`."
            )
        )
        st.stop()
    filters.keep(view)
    page.run()
except PeilError as error:
    st.error(str(error), icon=":material/error:")
except Exception:
    log.exception("The page failed.")
    st.error(_("Something went wrong here. It has been written to the log. Try again, or choose other filters."))
