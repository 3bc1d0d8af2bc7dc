-- Question: Did the steering group meet as often as was expected, where were the gaps, and whose turn is it to receive
--     it?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: held, is_counted_only, expected, interval_months, last_held, gaps (from, until, months),
--     places_without_turn, next_place
with here as (
    select
        start_date,
        end_date,
        coalesce(reporting_interval_months, 3) as interval_months
    from current_rows_of('partnerships', $partnership, $known_at)
),

meetings as (
    select
        meeting_id,
        meeting_date,
        area_id
    from current_rows_of('meetings', $partnership, $known_at)
    where kind = 'steering_group' and coalesce(state, 'held') = 'held'
),

held as (
    select *
    from meetings
    where meeting_date <= $as_of
),

-- Where meetings are not listed, their number may have been reported.
counted as (
    select
        case
            when bool_and(indicators.measure = 'flow') then sum(results.value order by results.value)
            else arg_max(results.value, (results.period_end, results.value))
        end as held
    from current_results($partnership, $known_at) as results
    inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
    where
        indicators.unit = 'meetings'
        and indicators.level in ('project', 'partnership')
        and results.period_end <= $as_of
),

gaps as (
    select
        list(
            struct_pack(
                "from" := before, until := meeting_date, months := datesub('month', before, meeting_date)
            )
            order by meeting_date
        ) as gaps
    from (
        select
            meeting_date,
            lag(meeting_date) over (order by meeting_date, meeting_id) as before
        from held
    ) as one_by_one
    where meeting_date > (before + to_months((select interval_months::integer from here)))::date + 14
),

-- The group meets in the areas of its partners, one after the other.
places as (
    select distinct
        areas.area_id,
        areas.name
    from current_rows_of('partners', $partnership, $known_at) as partners
    inner join current_rows('organisations', $known_at) as organisations using (organisation_id)
    inner join areas_in($language, $known_at) as areas on organisations.area_id = areas.area_id
    where partners.role in ('lead_partner', 'partner', 'mandatory_partner')
    union
    select
        areas.area_id,
        areas.name
    from held
    inner join areas_in($language, $known_at) as areas on held.area_id = areas.area_id
),

turns as (
    select
        places.area_id,
        places.name,
        max(held.meeting_date) as last_turn
    from places
    left join held on places.area_id = held.area_id
    group by places.area_id, places.name
),

-- Where no meeting was in a known area nobody has had a turn, and nobody can say who is next.
rotation as (
    select
        case when count(last_turn) > 0 then list(name order by name, area_id) filter (last_turn is null) end as waiting,
        case
            when count(last_turn) > 0 then first(name order by last_turn nulls first, name, area_id)
        end as next_place
    from turns
),

met as (
    select
        count(*) as listed,
        max(meeting_date) as last_held
    from held
)

select
    (case when met.listed > 0 then met.listed else counted.held end)::integer as held,
    met.listed = 0 and counted.held is not null as is_counted_only,
    datesub('month', here.start_date, (least($as_of, coalesce(here.end_date, $as_of)) + 1)::date)
    // here.interval_months as expected,
    here.interval_months,
    met.last_held,
    coalesce(gaps.gaps, []) as gaps,
    coalesce(rotation.waiting, []) as places_without_turn,
    rotation.next_place
from here
cross join met
cross join counted
cross join gaps
cross join rotation
