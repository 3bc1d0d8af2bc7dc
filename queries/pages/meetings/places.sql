-- Question: In which areas does the steering group meet in turn, when was the last turn of each, and whose is the next?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: area_id, name, last_turn, waits (had no turn while another had one), is_next
with held as (
    select
        area_id,
        max(meeting_date) as last_turn
    from current_rows_of('meetings', $partnership, $known_at)
    where kind = 'steering_group' and coalesce(state, 'held') = 'held' and meeting_date <= $as_of
    group by area_id
),

-- Where the partners are, and where it met.
places as (
    select organisations.area_id
    from current_rows_of('partners', $partnership, $known_at) as partners
    inner join current_rows('organisations', $known_at) as organisations using (organisation_id)
    where partners.role in ('lead_partner', 'partner', 'mandatory_partner')
    union
    select held.area_id
    from held
)

select
    places.area_id,
    areas.name,
    held.last_turn,
    -- Where no meeting was in a known area nobody has had a turn, and nobody can say who is next.
    held.last_turn is null and count(held.last_turn) over () > 0 as waits,
    count(held.last_turn) over () > 0
    and row_number() over (order by held.last_turn nulls first, areas.name, places.area_id) = 1 as is_next
from places
inner join areas_in($language, $known_at) as areas on places.area_id = areas.area_id
left join held on places.area_id = held.area_id
order by areas.name, places.area_id
