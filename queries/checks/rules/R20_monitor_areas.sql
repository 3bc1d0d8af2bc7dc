-- Question: Does the neighbourhood monitor compare five priority neighbourhoods with two others, the centre and the
-- district?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {computed} areas, {stated} expected
-- Unit: number
-- Pages: neighbourhoods
with monitor_areas as (
    select
        coverage.partnership_id,
        coverage.area_id,
        coverage.role,
        areas.area_id is null or coalesce(areas.is_unnamed, false) as unnamed
    from current_rows('coverage', $known_at) as coverage
    left join current_rows('areas', $known_at) as areas using (area_id)
    where coverage.role in ('priority', 'peer', 'centre', 'district')
    qualify bool_or(coverage.role = 'priority') over (partition by coverage.partnership_id)
),

monitors as (
    select distinct partnership_id
    from monitor_areas
),

expected as (
    select
        monitors.partnership_id,
        roles.role,
        roles.areas
    from monitors
    cross join (values ('priority', 5), ('peer', 2), ('centre', 1), ('district', 1)) as roles (role, areas)
),

compared as (
    select
        expected.partnership_id,
        expected.role,
        expected.areas as stated,
        count(distinct monitor_areas.area_id) as computed
    from expected
    left join monitor_areas using (partnership_id, role)
    group by expected.partnership_id, expected.role, expected.areas
)

select
    'fail' as outcome,
    partnership_id,
    role as subject,
    cast(stated as double) as stated,
    cast(computed as double) as computed,
    cast(computed - stated as double) as difference,
    case when computed < stated then 'too_few_areas' else 'too_many_areas' end as reason
from compared
where computed <> stated
union all by name
select
    'not_computable' as outcome,
    partnership_id,
    area_id as subject,
    'unnamed' as reason
from monitor_areas
where unnamed
union all by name
select
    'pass' as outcome,
    compared.partnership_id
from compared
where
    compared.partnership_id not in (
        select monitor_areas.partnership_id
        from monitor_areas
        where monitor_areas.unnamed
    )
group by compared.partnership_id
having bool_and(compared.computed = compared.stated)
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from monitors)
order by partnership_id, subject
