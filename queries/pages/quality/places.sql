-- Question: On which pages does a doubt stand, and up to which day must the figures go to show it?
-- Parameters: $note (text), $known_at (timestamp), $language (text)
-- Columns: page, partnership_id, name, record_id, as_of
with last_periods as (
    select
        partnership_id,
        indicator_id,
        max(period_end) as as_of
    from current_results(null, $known_at)
    group by partnership_id, indicator_id
)

select
    places.page,
    places.partnership_id,
    partnerships.name,
    -- Only these pages are about one record.
    case when places.page in ('indicator', 'monitor_indicator') then places.record_id end as record_id,
    max(last_periods.as_of) as as_of
from doubt_places($known_at) as places
left join partnerships_in($language, $known_at) as partnerships using (partnership_id)
left join last_periods
    on places.partnership_id = last_periods.partnership_id and places.record_id = last_periods.indicator_id
where places.data_note_id = $note and places.page <> 'municipality'
group by all
order by places.page, partnerships.name, places.partnership_id, record_id
