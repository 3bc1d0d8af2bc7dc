-- Question: Which stored rows stand behind the target groups page, in which document, file and row?
-- Parameters: $partnership (text), $indicators (list of text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: table_name, name, area, target_group_id, gender, period_end, value, missing, source, source_section,
--     submission_id, file_name, sheet, source_row, total
with rows_behind as (
    select
        'results' as table_name,
        *
    from shown_results($partnership, $known_at)
    where
        period_end <= $as_of
        and (target_group_id is not null or gender is not null or list_contains($indicators, indicator_id))
    union all by name
    select
        'targets' as table_name,
        *,
        due_date as period_end
    from current_rows_of('targets', $partnership, $known_at)
    where target_group_id is not null
    union all by name
    select
        'beneficiary_shares' as table_name,
        *,
        category as name,
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
    union all by name
    select
        'target_groups' as table_name,
        *
    from target_groups_in($language, $known_at)
    where partnership_id = $partnership
    union all by name
    select
        'area_values' as table_name,
        figures.*,
        indicators.target_group_id
    from shown_area_values($known_at) as figures
    inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
    where
        indicators.target_group_id is not null
        and figures.period_end <= $as_of
        and figures.area_id in (select area_id from current_rows_of('coverage', $partnership, $known_at))
    qualify
        figures.period_end = max(figures.period_end) over (partition by figures.indicator_id, figures.area_id)
)

select
    stored.table_name,
    coalesce(stored.name, indicators.name) as name,
    areas.name as area,
    stored.target_group_id,
    stored.gender,
    stored.period_end,
    stored.value,
    stored.missing,
    stored.source,
    stored.source_section,
    stored.submission_id,
    stored.file_name,
    stored.sheet,
    stored.source_row,
    count(*) over () as total
from with_provenance('rows_behind', $known_at) as stored
left join indicators_in($language, $known_at) as indicators on stored.indicator_id = indicators.indicator_id
left join areas_in($language, $known_at) as areas on stored.area_id = areas.area_id
order by
    list_position(
        ['target_groups', 'targets', 'beneficiary_shares', 'ratings', 'area_values', 'results'], stored.table_name
    ),
    indicators.sequence,
    stored.period_end desc,
    stored.target_group_id nulls first,
    stored.gender nulls first,
    stored.submission_id,
    stored.file_number,
    stored.source_row
-- A page can show no more; how many there are stands in total.
limit 500
