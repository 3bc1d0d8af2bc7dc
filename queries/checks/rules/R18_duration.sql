-- Question: Is the stated duration the number of months between the first and the last day?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {stated} months stated, {computed} by the dates
-- Unit: number
-- Pages: partnership, closure
with durations as (
    select
        partnership_id,
        duration_months_stated as stated,
        start_date is null or end_date is null as undated,
        months_by_dates(start_date, start_precision, end_date, end_precision) as computed
    from current_rows('partnerships', $known_at)
    where duration_months_stated is not null
)

select
    case when computed is null then 'not_computable' when computed <> stated then 'fail' else 'pass' end as outcome,
    partnership_id,
    cast(null as varchar) as subject,
    cast(stated as double) as stated,
    cast(computed as double) as computed,
    cast(computed - stated as double) as difference,
    case
        when undated then 'undated'
        when computed is null then 'dates_not_exact'
        when computed <> stated then 'duration_differs'
    end as reason
from durations
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from durations)
order by partnership_id
