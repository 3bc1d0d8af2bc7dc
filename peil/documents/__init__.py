"""Documents: answers in, bytes out. What people take home. Knows no screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from peil import contract
from peil.answers import Answer
from peil.answers.view import View


@dataclass(frozen=True)
class TakenHome:
    """An answer as it is taken home: with the view it was asked from, and the choices of its own page."""

    view: View
    answer: Answer
    choices: Mapping[str, str] = field(default_factory=dict)
    # Where the same view can be seen again.
    address: str = ""

    def stamp(self) -> dict[str, str]:
        """What a reader must know to use the figures elsewhere: by code name, as in the address; the choice of an area
        beside a column of areas is the ``chosen_area``.
        """
        view = self.view
        columns = self.answer.names()
        return {
            "programme": view.partnership,
            "figures_up_to": view.as_of.isoformat(),
            "known_on": view.known_at.isoformat(sep=" ", timespec="seconds"),
            "partner_filter": view.partner or "all",
            "kind_filter": view.kind or "all",
            **{f"chosen_{name}" if name in columns else name: value for name, value in self.choices.items()},
            "kind_of_figures": view.data_status,
        }

    def titles(self) -> dict[str, str]:
        """The columns of the records by name, with the title that readers know: of the answer, else of the contract."""
        titles = contract.field_titles(self.view.language) | {
            column.name: self.view.words.text(column.title) for column in self.answer.columns
        }
        return {name: titles.get(name, "") for name in self.answer.names()}
