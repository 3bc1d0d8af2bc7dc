-- Question: Which partnerships serve this municipality, or a neighbourhood in it, and from when to when?
-- Parameters: $area (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partnership_id, name, programme_name, stage, data_status, whole, parts, valid_from, valid_to, is_now,
--     partners
with places as (
    select $area as area_id
    union
    select area_id
    from areas_inside($known_at)
    where outer_id = $area
),

served as (
    select
        coverage.partnership_id,
        bool_or(coverage.area_id = $area) as whole,
        list_sort(list(distinct areas.name) filter (where coverage.area_id <> $area)) as parts,
        min(coverage.valid_from) as valid_from,
        case when count(coverage.valid_to) = count(*) then max(coverage.valid_to) end as valid_to,
        bool_or(
            valid_on($as_of, coverage.valid_from, coverage.valid_to)
            and valid_on($as_of, areas.valid_from, areas.valid_to)
        ) as is_now
    from current_rows('coverage', $known_at) as coverage
    inner join places using (area_id)
    inner join areas_in($language, $known_at) as areas using (area_id)
    where coverage.role in ('member', 'priority') and coalesce(coverage.valid_from <= $as_of::date, true)
    group by coverage.partnership_id
),

members as (
    select
        members.partnership_id,
        list_sort(list(distinct organisations.name)) as partners
    from current_rows('partners', $known_at) as members
    inner join served using (partnership_id)
    inner join organisations_in($language, $known_at) as organisations using (organisation_id)
    where is_partner(members.role) and valid_on($as_of, members.date_joined, members.date_left)
    group by members.partnership_id
)

select
    served.partnership_id,
    partnerships.name,
    partnerships.programme as programme_name,
    partnerships.stage,
    partnerships.data_status,
    served.whole,
    served.parts,
    coalesce(served.valid_from, partnerships.start_date) as valid_from,
    coalesce(served.valid_to, partnerships.end_date) as valid_to,
    served.is_now,
    members.partners
from served
inner join partnerships_in($language, $known_at) as partnerships using (partnership_id)
left join members using (partnership_id)
order by served.is_now desc, valid_from desc nulls last, name, served.partnership_id
