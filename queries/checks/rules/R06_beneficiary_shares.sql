-- Question: Do the shares of each beneficiary matrix add up to 100 per cent?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {computed} per cent, {stated} expected
-- Unit: number
-- Pages: target_groups
with matrices as (
    select
        partnership_id,
        matrix,
        100.0 as stated,
        round(sum(percent order by percent), 6) as computed
    from current_rows('beneficiary_shares', $known_at)
    group by partnership_id, matrix
)

select
    'fail' as outcome,
    partnership_id,
    matrix as subject,
    cast(stated as double) as stated,
    computed,
    round(computed - stated, 6) as difference,
    'sum_differs' as reason
from matrices
where computed <> stated
union all by name
select
    'pass' as outcome,
    partnership_id
from matrices
group by partnership_id
having bool_and(computed = stated)
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from matrices)
order by partnership_id, subject
