-- Question: How many women, men and others did a partnership reach, per indicator, as far as that was stated?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, unit, f, m, x, not_stated, hidden (the genders of which a number is hidden),
--     last_period_end
with hidden as (
    -- Behind a hidden small number the sum of the others would pass for everybody: then nothing is known.
    select distinct
        stated.indicator_id,
        stated.gender
    from (
        select results.*
        from shown_results($partnership, $known_at) as results
        inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
        where results.gender is not null and results.target_group_id is null and results.period_end <= $as_of
        -- Of whatever stands on a counter only the last period counts.
        qualify
            indicators.measure = 'flow'
            or results.period_end = max(results.period_end) over (
                partition by results.indicator_id, results.partner_id, results.gender
            )
    ) as stated
    where stated.missing = 'hidden'
),

hidden_genders as (
    select
        indicator_id,
        list(gender order by gender) as genders
    from hidden
    group by indicator_id
),

known as (
    select reached.*
    from part_attainment('gender', $partnership, [$as_of], $known_at, null) as reached
    left join hidden on reached.indicator_id = hidden.indicator_id and reached.part_id = hidden.gender
    where
        reached.is_headline
        and hidden.gender is null
        -- Only what is counted in whole people can be split over genders; a ratio or a yes cannot.
        and reached.measure in ('flow', 'running_total', 'snapshot', 'unique_people')
)

select
    known.indicator_id,
    any_value(indicators.name) as name,
    any_value(known.unit) as unit,
    max(known.actual) filter (where known.part_id = 'f') as f,
    max(known.actual) filter (where known.part_id = 'm') as m,
    max(known.actual) filter (where known.part_id = 'x') as x,
    max(known.actual) filter (where known.part_id = 'not_stated') as not_stated,
    coalesce(any_value(hidden_genders.genders), []) as hidden,
    max(known.last_period_end) as last_period_end
from known
inner join indicators_in($language, $known_at) as indicators on known.indicator_id = indicators.indicator_id
left join hidden_genders on known.indicator_id = hidden_genders.indicator_id
group by known.indicator_id
having count(known.actual) > 0
order by any_value(indicators.sequence), known.indicator_id
