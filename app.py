"""The dashboard: `streamlit run app.py`."""

from streamlit import App  # noqa: TID251 - Streamlit finds the app by reading this file

from talkratio import dashboard

app = App(dashboard.PAGE, routes=dashboard.extra_routes(), middleware=dashboard.middleware())
