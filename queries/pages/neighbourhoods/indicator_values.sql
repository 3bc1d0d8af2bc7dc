-- Question: Which value has each area of the monitor for one indicator, in every period, and from which file and row?
-- Parameters: $indicator (text), $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: area_id, area, role, period_end, value, numerator, denominator, lower, upper, missing, small_numbers,
--     source, source_section, note, submission_id, file_name, sheet, source_row, received_at
with stated as (
    select
        'area_values' as table_name,
        *
    from monitor_values($partnership, $as_of, $known_at)
    where indicator_id = $indicator
)

select
    stated.area_id,
    areas.name as area,
    monitored.role,
    stated.period_end,
    stated.value,
    stated.numerator,
    stated.denominator,
    stated.lower,
    stated.upper,
    stated.missing,
    stated.small_numbers,
    stated.source,
    stated.source_section,
    stated.note,
    stated.submission_id,
    stated.file_name,
    stated.sheet,
    stated.source_row,
    stated.received_at
from with_provenance('stated', $known_at) as stated
inner join monitor_areas($partnership, $as_of, $known_at) as monitored on stated.area_id = monitored.area_id
inner join areas_in($language, $known_at) as areas on stated.area_id = areas.area_id
order by
    list_position(['priority', 'peer', 'centre', 'district', 'whole', 'member', 'exception'], monitored.role),
    area,
    stated.area_id,
    stated.period_end desc
