"""What the pages share: the address, the filters, the questions asked, cards and empty states. Imports Streamlit."""
