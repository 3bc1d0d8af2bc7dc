-- Question: Do phases and steps follow each other in order, inside the period of the partnership?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {difference} days
-- Unit: number
-- Pages: partnership, closure
with phases as (
    select
        partnership_id,
        activity_id as subject,
        start_date,
        end_date,
        -- Phases of one number go side by side; of one without a number nobody knows what goes before it.
        case
            when sequence is not null
                then max(start_date) over (
                    partition by partnership_id, kind, parent_id
                    order by sequence
                    range between unbounded preceding and 1 preceding
                )
        end as latest_start_before
    from current_rows('activities', $known_at)
    where kind in ('project_phase', 'phase', 'step')
    union all
    select
        partnership_id,
        milestone_id as subject,
        start_date,
        end_date,
        null as latest_start_before
    from current_rows('milestones', $known_at)
    where kind = 'phase'
),

judged as (
    select
        phases.partnership_id,
        phases.subject,
        case
            when phases.start_date is null then 'undated'
            when phases.start_date < phases.latest_start_before then 'before_the_previous'
            when phases.start_date < partnerships.start_date then 'before_the_start'
            when coalesce(phases.end_date, phases.start_date) > partnerships.end_date then 'after_the_end'
        end as reason,
        case reason
            when 'before_the_previous' then datediff('day', phases.latest_start_before, phases.start_date)
            when 'before_the_start' then datediff('day', partnerships.start_date, phases.start_date)
            when 'after_the_end'
                then datediff('day', partnerships.end_date, coalesce(phases.end_date, phases.start_date))
        end as days
    from phases
    left join current_rows('partnerships', $known_at) as partnerships using (partnership_id)
)

select
    case when reason = 'undated' then 'not_computable' else 'fail' end as outcome,
    partnership_id,
    subject,
    cast(null as double) as stated,
    cast(null as double) as computed,
    cast(days as double) as difference,
    reason
from judged
where reason is not null
union all by name
select
    'pass' as outcome,
    partnership_id
from judged
group by partnership_id
having count(reason) = 0
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from judged)
order by partnership_id, subject, reason
