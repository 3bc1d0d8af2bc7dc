-- Question: Which share of the people of an area belongs to each target group, in every area that is covered?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: area_id, area, is_covered, indicator_id, indicator, target_group_id, period_end, group_size, out_of, share,
--     of_inhabitants, out_of_whom, caveat, source, source_section, submission_id, file_number, source_row
with covered as (
    select
        area_id,
        bool_or(role = 'member') as is_member
    from current_rows_of('coverage', $partnership, $known_at)
    where $as_of between coalesce(valid_from, $as_of) and coalesce(valid_to, $as_of)
    group by area_id
),

around as (
    select
        area_id,
        true as is_covered,
        is_member
    from covered
    union
    select
        inside.outer_id as area_id,
        false as is_covered,
        false as is_member
    from areas_inside($known_at) as inside
    where
        inside.area_id in (select area_id from covered)
        and inside.outer_id not in (select area_id from covered)
),

measured as (
    select stored.*
    from shown_area_values($known_at) as stored
    semi join around using (area_id)
    where
        stored.period_end <= $as_of
        and stored.indicator_id in (
            select indicator_id from current_rows('indicators', $known_at)
            where target_group_id is not null
        )
    -- The last period of each, also when it holds no value: an older one would pass for today's.
    qualify
        stored.period_end = max(stored.period_end) over (partition by stored.indicator_id, stored.area_id)
)

select
    measured.area_id,
    areas.name as area,
    around.is_covered,
    measured.indicator_id,
    indicators.name as indicator,
    indicators.target_group_id,
    measured.period_end,
    -- How many belong to the group: above the line of a ratio, or the count itself.
    case when indicators.measure = 'ratio' then measured.numerator else measured.value end as group_size,
    -- Out of how many: as stored with the count, else all inhabitants of the area, else not known.
    coalesce(measured.denominator, areas.population) as out_of,
    group_size / nullif(out_of, 0) as share,
    measured.denominator is null and areas.population is not null as of_inhabitants,
    indicators.denominator as out_of_whom,
    indicators.caveat,
    coalesce(sources.short_title, measured.source_id) as source,
    measured.source_section,
    measured.submission_id,
    measured.file_number,
    measured.source_row
from measured
inner join around using (area_id)
inner join areas_in($language, $known_at) as areas using (area_id)
inner join indicators_in($language, $known_at) as indicators on measured.indicator_id = indicators.indicator_id
left join current_rows('sources', $known_at) as sources on measured.source_id = sources.source_id
-- The largest member first: it is the one that the whole reach is held against.
order by
    around.is_member desc,
    around.is_covered desc,
    max(out_of) over (partition by measured.area_id) desc nulls last,
    measured.area_id,
    indicators.sequence,
    measured.indicator_id,
    measured.submission_id,
    measured.file_number,
    measured.source_row
