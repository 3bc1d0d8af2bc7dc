-- Question: Did the steering group meet at least once a quarter since the start?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {stated} held, {computed} expected
-- Unit: number
-- Pages: results, indicator, partnership, steering_group
with counted as (
    select
        results.partnership_id,
        results.indicator_id,
        case
            when any_value(indicators.measure) = 'flow' then sum(results.value order by results.value)
            else arg_max(results.value, (results.period_end, results.value))
        end as meetings,
        max(results.period_end) as counted_until
    from current_results(null, $known_at) as results
    inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
    where indicators.unit = 'meetings' and indicators.level in ('project', 'partnership') and results.value is not null
    group by results.partnership_id, results.indicator_id, results.reading
),

-- A list of meetings is judged up to the last day that the partnership handed in anything about.
last_result as (
    select
        partnership_id,
        max(period_end) as period_end
    from current_results(null, $known_at)
    group by partnership_id
),

listed as (
    select
        meetings.partnership_id,
        count(*) as meetings,
        greatest(max(meetings.meeting_date), any_value(last_result.period_end)) as counted_until
    from current_rows('meetings', $known_at) as meetings
    left join last_result using (partnership_id)
    where
        meetings.kind = 'steering_group'
        and coalesce(meetings.state = 'held', true)
        and meetings.meeting_date <= cast($known_at as date)
    group by meetings.partnership_id
),

held as (
    select
        partnership_id,
        indicator_id,
        meetings,
        counted_until
    from counted
    union all
    select
        partnership_id,
        null as indicator_id,
        meetings,
        counted_until
    from listed
),

compared as (
    select
        held.partnership_id,
        held.indicator_id,
        held.meetings,
        datesub(
            'month', partnerships.start_date, cast(least(held.counted_until, partnerships.end_date) + 1 as date)
        ) // 3 as full_quarters
    from held
    left join current_rows('partnerships', $known_at) as partnerships using (partnership_id)
)

select
    case
        when full_quarters is null then 'not_computable'
        when meetings < full_quarters then 'fail'
        else 'pass'
    end as outcome,
    partnership_id,
    indicator_id as subject,
    cast(meetings as double) as stated,
    cast(full_quarters as double) as computed,
    cast(meetings - full_quarters as double) as difference,
    case
        when full_quarters is null then 'undated'
        when meetings < full_quarters then 'too_few_meetings'
    end as reason
from compared
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from compared)
order by partnership_id, subject
