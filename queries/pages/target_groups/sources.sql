-- Question: Which stored rows stand behind the target groups page, in which document, file and row?
-- Parameters: $partnership (text), $indicators (list of text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: table_name, name, part, period_end, value, source, source_section, submission_id, file_name,
--     sheet, source_row, total
with rows_behind as (
    select
        'results' as table_name,
        *,
        coalesce(target_group_id, gender) as part
    from shown_results($partnership, $known_at)
    where
        period_end <= $as_of
        and (target_group_id is not null or gender is not null or list_contains($indicators, indicator_id))
    union all by name
    select
        'targets' as table_name,
        *,
        target_group_id as part,
        due_date as period_end
    from current_rows_of('targets', $partnership, $known_at)
    where target_group_id is not null
    union all by name
    select
        'beneficiary_shares' as table_name,
        *,
        category as name,
        target_group_id as part,
        percent as value
    from beneficiary_shares_in($language, $known_at)
    where partnership_id = $partnership
    union all by name
    select
        'ratings' as table_name,
        *,
        item as name,
        stars as value
    from ratings_in($language, $known_at)
    where partnership_id = $partnership
)

select
    stored.table_name,
    coalesce(stored.name, indicators.name) as name,
    stored.part,
    stored.period_end,
    stored.value,
    stored.source,
    stored.source_section,
    stored.submission_id,
    stored.file_name,
    stored.sheet,
    stored.source_row,
    count(*) over () as total
from with_provenance('rows_behind', $known_at) as stored
left join indicators_in($language, $known_at) as indicators on stored.indicator_id = indicators.indicator_id
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
