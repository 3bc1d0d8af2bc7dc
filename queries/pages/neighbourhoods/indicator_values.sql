-- Question: Which value has each area of the monitor for one indicator, in every period, and from which file and row?
-- Parameters: $indicator (text), $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: area_id, area, role, period_end, value, numerator, denominator, lower, upper, missing, small_numbers,
--     source, source_section, note, submission_id, file_name, sheet, source_row, received_at
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
    coalesce(sources.short_title, stated.source_id) as source,
    stated.source_section,
    stated.note,
    stated.submission_id,
    files.file_name,
    files.sheet,
    stated.source_row,
    submissions.received_at
from monitor_values($partnership, $as_of, $known_at) as stated
left join sheets_of('area_values') as files using (submission_id, file_number)
inner join monitor_areas($partnership, $as_of, $known_at) as monitored on stated.area_id = monitored.area_id
inner join areas_in($language, $known_at) as areas on stated.area_id = areas.area_id
inner join submissions on stated.submission_id = submissions.submission_id
left join current_rows('sources', $known_at) as sources on stated.source_id = sources.source_id
where stated.indicator_id = $indicator
order by
    list_position(['priority', 'peer', 'centre', 'district', 'whole', 'member', 'exception'], monitored.role),
    area,
    stated.period_end desc
