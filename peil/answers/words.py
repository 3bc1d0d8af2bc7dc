"""The words of the field as Peil uses them, each with its meaning: on the page Definitions, and for developers."""

from peil.texts import N_

WORDS = {
    "indicator": (N_("Indicator"), N_("What is counted or measured, with its unit and its way of adding up.")),
    "output": (N_("Output and result"), N_("What is delivered; and what changes for people.")),
    "baseline": (N_("Baseline"), N_("The value before the work began.")),
    "target": (N_("Target"), N_("What was promised, by whom (tier) and by when.")),
    "tier": (N_("Tier"), N_("Who set a target: a partner, the project, the application, the programme or a policy.")),
    "milestone": (N_("Milestone"), N_("What is expected on a day before the due date.")),
    "attainment": (N_("Attainment"), N_("A value held against its target, as of a day.")),
    "state": (N_("State"), N_("The judgement in a word: behind, on track, achieved and others.")),
    "forecast": (
        N_("Forecast"),
        N_("Where a count will stand on its due date if it goes on as it did. That it does is an assumption."),
    ),
    "disaggregation": (N_("Disaggregation"), N_("A figure divided by area, target group or gender.")),
    "partnership": (N_("Partnership"), N_("Organisations that promise results together.")),
    "partner": (N_("Partner and lead partner"), N_("An organisation in it; and the one that answers for it.")),
    "steward": (
        N_("Steward"),
        N_("Whoever looks after Peil: may write about every partnership, and withdraw what was written."),
    ),
    "stakeholder": (N_("Stakeholder"), N_("An organisation that takes part without promising results.")),
    "beneficiary": (
        N_("Beneficiary"),
        N_(
            "Sources use this word for three things, which Peil keeps apart: a partner organisation, an intermediary "
            "target group (such as local governments) and the people that the work is for."
        ),
    ),
    "participation": (
        N_("Participation"),
        N_("One person in one action. Who takes part in two is counted twice, so participations are not people."),
    ),
    "submission": (N_("Submission"), N_("What was handed in at once: a file or several; never changed afterwards.")),
    "report": (
        N_("Report and amendment"),
        N_("The figures of a partner and period; and a correction of some."),
    ),
    "withdrawal": (N_("Withdrawal"), N_("A submission that no longer counts; what it replaced counts again.")),
    "reading": (N_("Reading"), N_("One of several values that sources give for the same figure.")),
    "as_of": (N_("Figures up to"), N_("The day that figures speak of.")),
    "known_at": (N_("As known on"), N_("The moment up to which submissions count.")),
    "source": (N_("Source"), N_("The document, file and row that a figure comes from.")),
    "grant": (N_("Grant and match funding"), N_("What the fund pays; and what partners and others pay.")),
    "claim": (N_("Claim"), N_("Costs reported for a period, then certified, claimed and paid.")),
    "benchmark": (N_("Benchmark"), N_("The area that a neighbourhood is held against.")),
    "coverage": (N_("Coverage"), N_("Which municipalities or areas take part, and how far they came.")),
    "doubt": (
        N_("Contradiction or doubt"),
        N_("Where sources contradict each other or themselves. Both readings are kept, with what was done about it."),
    ),
    "rule": (N_("Rule"), N_("A question that the stored figures must be able to answer at any moment.")),
}
