-- Question: Are there no more partnerships started than approved, approved than applied, applied than there are,
-- and no more local authorities committed than there are?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {computed}, out of {stated}
-- Unit: number
-- Pages: partnerships
with stages as (
    select
        partnership_id,
        statistic_id,
        value,
        out_of,
        counted
    from current_rows('coverage_statistics', $known_at)
),

compared as (
    select
        later.partnership_id,
        later.statistic_id,
        earlier.value as stated,
        later.value as computed,
        'more_than_the_stage_before' as reason
    from stages as later
    inner join stages as earlier on later.partnership_id = earlier.partnership_id
    where
        (later.counted, earlier.counted) in (
            ('started', 'approved'), ('approved', 'applied'), ('applied', 'partnerships')
        )
    union all
    select
        partnership_id,
        statistic_id,
        out_of as stated,
        value as computed,
        'more_than_there_are' as reason
    from stages
    where out_of is not null
)

select
    'fail' as outcome,
    partnership_id,
    statistic_id as subject,
    cast(stated as double) as stated,
    cast(computed as double) as computed,
    cast(computed - stated as double) as difference,
    reason
from compared
where computed > stated
union all by name
select
    'pass' as outcome,
    partnership_id
from compared
group by partnership_id
having bool_and(computed <= stated)
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from compared)
order by partnership_id, subject, reason
