-- Question: Does each local partnership have 2 to 12 partners, the employment service and a local authority?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {computed} there, the rule sets {stated}
-- Unit: number
-- Pages: partnerships, partnership
with programmes as (
    select * from composition_limits($known_at)
),

-- As they are on the day of asking.
judged as (
    select * from compositions(cast($known_at as date), $known_at)
),

findings as (
    select
        'fail' as outcome,
        partnership_id,
        case size_reason when 'too_few_partners' then fewest else most end as stated,
        partners as computed,
        size_reason as reason
    from judged
    where not size_kept
    union all by name
    select
        'fail' as outcome,
        partnership_id,
        1 as stated,
        0 as computed,
        'no_employment_service' as reason
    from judged
    where not employment_service_kept
    union all by name
    select
        'fail' as outcome,
        partnership_id,
        1 as stated,
        0 as computed,
        'no_local_authority' as reason
    from judged
    where not local_authority_kept
    union all by name
    select
        'not_computable' as outcome,
        partnership_id,
        'no_list' as reason
    from judged
    where size_kept is null
    union all by name
    -- A programme that says how many partners its partnerships have, but not which partnerships these are.
    select
        'not_computable' as outcome,
        partnership_id,
        'no_list' as reason
    from programmes
    where states_a_range and partnership_id not in (select parent_id from judged)
)

select
    outcome,
    partnership_id,
    cast(null as varchar) as subject,
    cast(stated as double) as stated,
    cast(computed as double) as computed,
    cast(computed - stated as double) as difference,
    reason
from findings
union all by name
select
    'pass' as outcome,
    partnership_id,
    most as stated,
    partners as computed
from judged
where size_kept and employment_service_kept and local_authority_kept
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from judged) and not exists (select 1 from findings)
order by partnership_id, reason
