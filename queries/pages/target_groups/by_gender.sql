-- Question: How many women, men and others did a partnership reach, per indicator, as far as that was stated?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, unit, f, m, x, not_stated, last_period_end
select
    reached.indicator_id,
    in_language(
        $language, any_value(indicators.name_nl), any_value(indicators.name_fr), any_value(indicators.name_en)
    ) as name,
    any_value(reached.unit) as unit,
    max(reached.actual) filter (where reached.part_id = 'f') as f,
    max(reached.actual) filter (where reached.part_id = 'm') as m,
    max(reached.actual) filter (where reached.part_id = 'x') as x,
    max(reached.actual) filter (where reached.part_id = 'not_stated') as not_stated,
    max(reached.last_period_end) as last_period_end
from part_attainment('gender', $partnership, [$as_of], $known_at, null) as reached
inner join current_rows('indicators', $known_at) as indicators on reached.indicator_id = indicators.indicator_id
-- Only what is counted in whole people can be split over genders; a ratio or a yes cannot.
where reached.is_headline and reached.measure in ('flow', 'running_total', 'snapshot', 'unique_people')
group by reached.indicator_id
having count(reached.actual) > 0
order by any_value(indicators.sequence), reached.indicator_id
