-- Question: What worked well enough to be carried over, on which evidence, and who goes on with it with whose money?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: practice_id, name, activity, indicator, evidence, needs, continued_by, continued_with, source,
--     source_section, note, submission_id, file_name, sheet, source_row
with practices as (
    select
        'good_practices' as table_name,
        *
    from good_practices_in($language, $known_at)
    where partnership_id = $partnership
)

select
    practices.practice_id,
    practices.name,
    activities.name as activity,
    indicators.name as indicator,
    practices.evidence,
    practices.needs,
    organisations.name as continued_by,
    practices.continued_with,
    practices.source,
    practices.source_section,
    practices.note,
    practices.submission_id,
    practices.file_name,
    practices.sheet,
    practices.source_row
from with_provenance('practices', $known_at) as practices
left join activities_in($language, $known_at) as activities using (activity_id)
left join indicators_in($language, $known_at) as indicators on practices.indicator_id = indicators.indicator_id
left join organisations_in($language, $known_at) as organisations
    on practices.continued_by_id = organisations.organisation_id
order by practices.submission_id, practices.file_number, practices.source_row, practices.practice_id
