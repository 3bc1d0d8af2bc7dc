-- Question: Is there a percentage for every target, because none is missing or zero?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: target {stated}
-- Unit: number
-- Pages: results, indicator
with promised as (
    select
        targets.partnership_id,
        targets.indicator_id,
        targets.value,
        case
            when targets.value is null then 'target_not_stated'
            when targets.value = 0 and coalesce(targets.baseline, 0) = 0 then 'target_zero'
            when targets.value = targets.baseline and indicators.direction <> 'keep' then 'target_is_the_baseline'
        end as reason
    from current_rows('targets', $known_at) as targets
    left join current_rows('indicators', $known_at) as indicators using (indicator_id)
)

select
    'not_computable' as outcome,
    partnership_id,
    indicator_id as subject,
    value as stated,
    cast(null as double) as computed,
    cast(null as double) as difference,
    reason
from promised
where reason is not null
union all by name
select
    'pass' as outcome,
    partnership_id
from promised
group by partnership_id
having count(reason) = 0
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from promised)
order by partnership_id, subject, reason
