-- Question: Where did organisations think that the indicators of a reflection moment stood, before they saw the
--     figures?
-- Parameters: $partnership (text), $meeting (text), $known_at (timestamp), $language (text)
-- Columns: partnership_id, meeting_id, indicator_id, organisation_id, guess, source_id, source_section, note,
--     submission_id, versions, organisation, indicator
select
    guesses.partnership_id,
    guesses.meeting_id,
    guesses.indicator_id,
    guesses.organisation_id,
    guesses.guess,
    guesses.source_id,
    guesses.source_section,
    guesses.note,
    guesses.submission_id,
    guesses.versions,
    organisations.name as organisation,
    indicators.name as indicator
from standing_versions('guesses', $partnership, $known_at) as guesses
left join
    organisations_in($language, $known_at) as organisations
    on guesses.organisation_id = organisations.organisation_id
left join indicators_in($language, $known_at) as indicators on guesses.indicator_id = indicators.indicator_id
where guesses.meeting_id = $meeting
order by guesses.indicator_id, organisations.name, guesses.organisation_id, guesses.submission_id
