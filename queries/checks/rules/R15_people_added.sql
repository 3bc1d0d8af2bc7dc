-- Question: Can the people that a partnership reached be added up over its actions and target groups?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {computed} counts
-- Unit: number
-- Pages: results, target_groups
with people as (
    select
        results.partnership_id,
        results.indicator_id,
        count(distinct results.target_group_id) as target_groups
    from current_results(null, $known_at) as results
    inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
    where indicators.unit in ('people', 'clients', 'volunteers') and results.value is not null
    group by results.partnership_id, results.indicator_id
),

findings as (
    -- One person can take part in several actions.
    select
        partnership_id,
        null as subject,
        count(*) as computed,
        'participations' as reason
    from people
    group by partnership_id
    having count(*) > 1
    union all
    -- One person can belong to several groups.
    select
        partnership_id,
        indicator_id as subject,
        target_groups as computed,
        'overlapping_groups' as reason
    from people
    where target_groups > 1
)

select
    'not_computable' as outcome,
    partnership_id,
    subject,
    cast(1 as double) as stated,
    cast(computed as double) as computed,
    cast(null as double) as difference,
    reason
from findings
union all by name
select
    'pass' as outcome,
    partnership_id
from people
where partnership_id not in (select findings.partnership_id from findings)
group by partnership_id
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from people)
order by partnership_id, subject nulls first, reason
