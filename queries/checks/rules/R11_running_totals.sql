-- Question: Does no running total fall from one period to the next?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {stated}, after {computed} a period before
-- Unit: number
-- Pages: results, indicator
with totalled as (
    select indicator_id
    from current_rows('indicators', $known_at)
    where measure = 'running_total'
),

running_totals as (
    select
        results.partnership_id,
        results.indicator_id,
        results.value,
        lag(results.value) over (
            partition by
                results.partnership_id, results.indicator_id, results.partner_id, results.area_id,
                results.target_group_id, results.gender, results.reading
            order by results.period_end
        ) as value_before
    from shown_results(null, $known_at) as results
    semi join totalled using (indicator_id)
    where results.value is not null
)

select
    'fail' as outcome,
    partnership_id,
    indicator_id as subject,
    value as stated,
    value_before as computed,
    value - value_before as difference,
    'falls' as reason
from running_totals
where value < value_before
union all by name
select
    'not_computable' as outcome,
    partnership_id,
    'one_point_only' as reason
from running_totals
group by partnership_id
having count(value_before) = 0
union all by name
select
    'pass' as outcome,
    partnership_id
from running_totals
group by partnership_id
having count(value_before) > 0 and bool_and(value >= coalesce(value_before, value))
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from running_totals)
order by partnership_id, subject, difference
