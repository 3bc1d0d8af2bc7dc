-- Question: Does each indicator have targets of one tier only, so that one percentage speaks of it?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {computed} tiers
-- Unit: number
-- Pages: results, indicator
with promised as (
    select
        partnership_id,
        indicator_id,
        count(distinct tier) as tiers
    from current_rows('targets', $known_at)
    where value is not null
    group by partnership_id, indicator_id
)

-- Several tiers are no fault: each has a percentage of its own, and they are never mixed in one.
select
    'not_computable' as outcome,
    partnership_id,
    indicator_id as subject,
    cast(1 as double) as stated,
    cast(tiers as double) as computed,
    cast(null as double) as difference,
    'several_tiers' as reason
from promised
where tiers > 1
union all by name
select
    'pass' as outcome,
    partnership_id
from promised
group by partnership_id
having max(tiers) = 1
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from promised)
order by partnership_id, subject
