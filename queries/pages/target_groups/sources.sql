-- Question: Which stored rows stand behind the target groups page, in which document, file and row?
-- Parameters: $partnership (text), $indicators (list of text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: table_name, name, part, period_end, value, source, source_section, submission_id, file_name,
--     sheet, source_row, total
with stored as (
    select
        'results' as table_name,
        results.indicator_id,
        null as name,
        coalesce(results.target_group_id, results.gender) as part,
        results.period_end,
        results.value,
        results.source_id,
        results.source_section,
        results.submission_id,
        results.file_number,
        results.source_row
    from current_results($partnership, $known_at) as results
    where
        results.period_end <= $as_of
        and (
            results.target_group_id is not null
            or results.gender is not null
            or list_contains($indicators, results.indicator_id)
        )
    union all
    select
        'targets' as table_name,
        targets.indicator_id,
        null as name,
        targets.target_group_id as part,
        targets.due_date as period_end,
        targets.value,
        targets.source_id,
        targets.source_section,
        targets.submission_id,
        targets.file_number,
        targets.source_row
    from current_rows_of('targets', $partnership, $known_at) as targets
    where targets.target_group_id is not null
    union all
    select
        'beneficiary_shares' as table_name,
        null as indicator_id,
        shares.category as name,
        shares.target_group_id as part,
        null as period_end,
        shares.percent as value,
        shares.source_id,
        shares.source_section,
        shares.submission_id,
        shares.file_number,
        shares.source_row
    from beneficiary_shares_in($language, $known_at) as shares
    where shares.partnership_id = $partnership
    union all
    select
        'ratings' as table_name,
        null as indicator_id,
        ratings.item as name,
        null as part,
        null as period_end,
        ratings.stars as value,
        ratings.source_id,
        ratings.source_section,
        ratings.submission_id,
        ratings.file_number,
        ratings.source_row
    from ratings_in($language, $known_at) as ratings
    where ratings.partnership_id = $partnership
)

select
    stored.table_name,
    coalesce(
        stored.name, indicators.name
    ) as name,
    stored.part,
    stored.period_end,
    stored.value,
    coalesce(sources.short_title, stored.source_id) as source,
    stored.source_section,
    stored.submission_id,
    files.file_name,
    files.sheet,
    stored.source_row,
    count(*) over () as total
from stored
left join submission_files as files using (submission_id, table_name, file_number)
left join indicators_in($language, $known_at) as indicators on stored.indicator_id = indicators.indicator_id
left join current_rows('sources', $known_at) as sources on stored.source_id = sources.source_id
order by
    stored.table_name desc,
    indicators.sequence,
    stored.period_end desc,
    stored.part,
    stored.submission_id,
    stored.file_number,
    stored.source_row
-- A page can show no more; how many there are stands in total.
limit 300
