-- Question: Does every operational objective hang under a strategic one, and every action under an operational
-- one with its origin recorded?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: none
-- Unit: number
-- Pages: partnership
with plan_rows as (
    select
        plan.partnership_id,
        plan.activity_id,
        plan.kind,
        plan.origin,
        parents.kind as parent_kind
    from current_rows('activities', $known_at) as plan
    left join current_rows('activities', $known_at) as parents on plan.parent_id = parents.activity_id
    -- Only a policy plan has this tree; a project with activities and actions has another.
    where plan.partnership_id in (
        select partnership_id
        from current_rows('activities', $known_at)
        where kind in ('strategic_objective', 'operational_objective')
    )
),

findings as (
    select
        'fail' as outcome,
        partnership_id,
        activity_id as subject,
        'no_strategic_objective' as reason
    from plan_rows
    where kind = 'operational_objective' and parent_kind is distinct from 'strategic_objective'
    union all by name
    select
        'fail' as outcome,
        partnership_id,
        activity_id as subject,
        'no_operational_objective' as reason
    from plan_rows
    where kind = 'action' and parent_kind is distinct from 'operational_objective'
    union all by name
    select
        'fail' as outcome,
        partnership_id,
        activity_id as subject,
        'no_origin' as reason
    from plan_rows
    where kind = 'action' and origin is null
    union all by name
    select
        'not_computable' as outcome,
        partnership_id,
        'no_list' as reason
    from plan_rows
    group by partnership_id
    having not bool_or(kind = 'action')
)

select
    outcome,
    partnership_id,
    subject,
    cast(null as double) as stated,
    cast(null as double) as computed,
    cast(null as double) as difference,
    reason
from findings
union all by name
select
    'pass' as outcome,
    partnership_id
from plan_rows
where partnership_id not in (select findings.partnership_id from findings)
group by partnership_id
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from plan_rows)
order by partnership_id, subject, reason
