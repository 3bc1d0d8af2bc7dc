-- Question: Which stored rows say what a municipality is, who serves it, what support it asked for and what the monitor
--     says of it, in which file?
-- Parameters: $area (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: table_name, name, area, day, value, missing, source, source_section, submission_id, file_name, sheet,
--     source_row, total
with places as (
    select $area as area_id
    union
    select area_id
    from areas_inside($known_at)
    where outer_id = $area
),

partnership_names as (
    select
        partnership_id,
        name
    from partnerships_in($language, $known_at)
),

rows_behind as (
    select
        'areas' as table_name,
        *,
        population as value
    from areas_in($language, $known_at)
    where area_id = $area
    union all by name
    select
        'coverage' as table_name,
        covered.*,
        partnership_names.name,
        covered.valid_from as day
    from current_rows('coverage', $known_at) as covered
    semi join places using (area_id)
    left join partnership_names using (partnership_id)
    where covered.role in ('member', 'priority') and coalesce(covered.valid_from <= $as_of::date, true)
    union all by name
    select
        'support_requests' as table_name,
        asked_for.*,
        partnership_names.name,
        asked_for.requests as value,
        asked_for.period_end as day
    from current_rows('support_requests', $known_at) as asked_for
    semi join places using (area_id)
    left join partnership_names using (partnership_id)
    where asked_for.period_end <= $as_of::date
    union all by name
    select
        'area_values' as table_name,
        figures.*,
        indicators.name,
        figures.period_end as day
    from shown_area_values($known_at) as figures
    inner join indicators_in($language, $known_at) as indicators using (indicator_id)
    where figures.area_id = $area and figures.period_end <= $as_of::date
)

select
    stored.table_name,
    stored.name,
    areas.name as area,
    stored.day,
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
left join areas_in($language, $known_at) as areas on stored.area_id = areas.area_id
order by
    list_position(['areas', 'coverage', 'support_requests', 'area_values'], stored.table_name),
    stored.day desc nulls last,
    stored.name,
    stored.submission_id,
    stored.file_number,
    stored.source_row
-- A page can show no more; how many there are stands in total.
limit 500
