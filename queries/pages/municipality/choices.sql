-- Question: Which municipalities can be asked about: those of the region, or those a partnership works in?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: area_id, name, valid_from, valid_to, exists_now, is_own
with chosen as (
    select coalesce(parent_id, partnership_id) as region_id
    from current_rows_of('partnerships', $partnership, $known_at)
),

-- Areas that a partnership covers, and the areas around those: a neighbourhood makes its municipality a choice.
covered as (
    select area_id
    from current_rows('coverage', $known_at)
    where partnership_id = $partnership and role <> 'exception'
    union
    select inside.outer_id as area_id
    from areas_inside($known_at) as inside
    inner join current_rows('coverage', $known_at) as coverage on inside.area_id = coverage.area_id
    where coverage.partnership_id = $partnership and coverage.role <> 'exception'
),

region as (
    select municipalities.area_id
    from chosen
    inner join lateral region_municipalities(chosen.region_id, $known_at) as municipalities on true
)

select
    areas.area_id,
    areas.name,
    areas.valid_from,
    areas.valid_to,
    valid_on($as_of, areas.valid_from, areas.valid_to) as exists_now,
    areas.area_id in (select area_id from covered) as is_own
from areas_in($language, $known_at) as areas
where
    areas.level in ('municipality', 'unitary_authority')
    and (areas.area_id in (select area_id from covered) or areas.area_id in (select area_id from region))
order by name, areas.area_id
