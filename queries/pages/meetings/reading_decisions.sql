-- Question: Which readings of figures were decided to count, with every version that stands?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: partnership_id, indicator_id, partner_id, period_end, reading, reason, language, meeting_id, source_id,
--     source_section, note, submission_id, received_at, handed_in_by, versions, indicator, partner
select
    decided.partnership_id,
    decided.indicator_id,
    decided.partner_id,
    decided.period_end,
    decided.reading,
    decided.reason,
    decided.language,
    decided.meeting_id,
    decided.source_id,
    decided.source_section,
    decided.note,
    decided.submission_id,
    decided.received_at,
    decided.handed_in_by,
    decided.versions,
    indicators.name as indicator,
    organisations.name as partner
from standing_versions('decisions', $partnership, $known_at) as decided
left join indicators_in($language, $known_at) as indicators on decided.indicator_id = indicators.indicator_id
left join organisations_in($language, $known_at) as organisations on decided.partner_id = organisations.organisation_id
order by indicators.name, decided.indicator_id, decided.partner_id, decided.period_end, decided.submission_id
