"""The workings of Peil: contract, store, import, charts, words."""
