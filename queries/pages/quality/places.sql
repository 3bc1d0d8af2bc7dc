-- Question: On which pages does a doubt stand?
-- Parameters: $note (text), $known_at (timestamp), $language (text)
-- Columns: page, partnership_id, name, table_name, record_id
select
    places.page,
    places.partnership_id,
    partnerships.name,
    min(places.table_name) as table_name,
    -- Only these pages are about one record.
    case when places.page in ('indicator', 'monitor_indicator') then places.record_id end as record_id
from doubt_places($known_at) as places
left join partnerships_in($language, $known_at) as partnerships using (partnership_id)
where places.data_note_id = $note and places.page is not null and places.page <> 'municipality'
group by all
order by places.page, partnerships.name, places.partnership_id, record_id
